import type { TableConfig } from "../../../pipeline/schema.ts";
import { openProducer } from "../../../producers/open.ts";
import type { Producer } from "../../../producers/port/producer.ts";
import type { RepairContext } from "./context.ts";

/** The producer that the environment declares for a table. Throws a UserError where it cannot be set to work. */
export function producerIn(context: RepairContext, table: TableConfig): Producer {
  const given = context.given?.get(table.id);
  if (given !== undefined) return given;
  const { request, pipeline, warehouse, progress } = context;
  const { environment, root, env = {} } = request;
  const hosts = pipeline.environments[environment]?.serviceHosts ?? [];
  const services = { variables: env, hosts };
  const scrapers = {
    pipeline,
    asOf: request.asOf,
    sessions: context.sessions,
    tell: (message: string) => progress({ kind: "note", message }),
  };
  return openProducer({ environment, warehouse, root, services, scrapers }, table);
}
