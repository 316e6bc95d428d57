import type { PipelineConfig } from "../../pipeline/schema.ts";
import type { WarehouseAdmin } from "../../warehouse/admin.ts";

/** An opened warehouse with what is declared of it, and the remedies that go with it. */
export type Surgery = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly admin: WarehouseAdmin;
  /** Declared place of the datasets; null on an engine without places. */
  readonly location: string | null;
  readonly root: string;
  /** The command that makes what is missing. */
  readonly make: string;
  /** What to do where something is refused. */
  readonly roles: string;
};
