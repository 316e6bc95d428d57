import type { Warehouse } from "../../src/warehouse/warehouse.ts";

/** The same warehouse, with the text of every query it is asked written down. */
export function counting(warehouse: Warehouse): Warehouse & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    ...warehouse,
    asked,
    query: (sql, params) => {
      asked.push(sql);
      return warehouse.query(sql, params);
    },
  };
}

/** The same warehouse, with one table that the engine cannot read. */
export const failingOn = (
  warehouse: Warehouse,
  table: string,
  message = "HTTP 503: backend error",
): Warehouse => ({
  ...warehouse,
  query: (sql, params) =>
    sql.includes(`\`${table}\``)
      ? Promise.reject(new Error(message))
      : warehouse.query(sql, params),
});
