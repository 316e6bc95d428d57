import { producerOf } from "../pipeline/rules.ts";
import type { TableConfig } from "../pipeline/schema.ts";
import type { RowSource, WritableWarehouse } from "../warehouse/warehouse.ts";
import { runCommand } from "./command.ts";
import { refuseTwice } from "./port/keys.ts";
import type { ProduceRequest, Producer } from "./port/producer.ts";
import { readModel, readSql } from "./port/sql-file.ts";
import { openScraper, type ScraperSetting } from "./scrapers/scraper.ts";
import { openService, type ServiceSetting } from "./service/service.ts";

export type ProducerSetting = {
  readonly environment: string;
  readonly warehouse: WritableWarehouse;
  /** Where the files that the pipeline names are. */
  readonly root: string;
  readonly services: ServiceSetting;
  readonly scrapers: Pick<ScraperSetting, "pipeline" | "asOf" | "sessions" | "tell">;
};

/** The producer that an environment declares for a table; it writes no other table. */
export function openProducer(setting: ProducerSetting, table: TableConfig): Producer {
  const declared = producerOf(table, setting.environment);
  const write = (request: ProduceRequest, source: RowSource) =>
    setting.warehouse.replaceDates({
      table: table.name,
      dateColumn: table.dateColumn,
      dates: request.dates,
      source,
      ledger: request.ledger,
      ...request.limits,
    });
  switch (declared.kind) {
    case "sql":
      return {
        produce: async (request) =>
          write(request, {
            kind: "select",
            sql: await readModel({ ...setting, ...setting.scrapers }, table, declared.file),
          }),
      };
    case "recorded":
      return {
        produce: async (request) =>
          write(request, { kind: "recorded", sql: await readSql(setting.root, declared.file) }),
      };
    case "command":
      return {
        produce: async (request) => {
          const rows = await runCommand(declared, request, setting.root);
          refuseTwice(table, rows);
          return write(request, { kind: "rows", rows });
        },
      };
    case "scraper":
      return openScraper(
        declared,
        {
          ...setting.scrapers,
          environment: setting.environment,
          variables: setting.services.variables,
          root: setting.root,
        },
        setting.warehouse,
      );
    case "service":
      return openService(
        declared,
        { table, environment: setting.environment, pipeline: setting.scrapers.pipeline },
        setting.services,
        setting.warehouse,
      );
  }
}
