import type { Warehouse, WritableWarehouse } from "./warehouse.ts";

/** To read what this side may have read before. */
export const reading = (warehouse: WritableWarehouse): Warehouse =>
  warehouse.remembering ?? warehouse;
