import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";

/** The table that a service is called for, and where. */
export type ServiceWhere = {
  readonly table: TableConfig;
  readonly environment: string;
  readonly pipeline: PipelineConfig;
};
