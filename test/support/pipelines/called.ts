import { LEDGER_QUERY, readLedger } from "../../../src/backfill/ledger/lineage.ts";
import type { CivilDate } from "../../../src/dates/civil-date.ts";
import { errorMessage } from "../../../src/errors.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import { openProducer } from "../../../src/producers/open.ts";
import type { ProduceRequest } from "../../../src/producers/port/producer.ts";
import { openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";
import { adviceOf } from "../../../src/warehouse/retry.ts";
import { aTable, day, ENVIRONMENT, NO_SCRAPERS } from "./declarations.ts";
import { type Answers, end, results, startService } from "./service.ts";

export const PROCESSOR = "BoxScoreProcessor";
export const DAYS = ["2026-03-01", "2026-03-02", "2026-03-03", "2026-03-04"].map(day);
export const [FIRST, SECOND] = DAYS as [CivilDate, CivilDate];

/** A table without a row, and a service of this machine that is to fill it. */
export async function opened(
  answers: Answers,
  over: object = {},
  variables: Readonly<Record<string, string>> = {},
) {
  const warehouse = await openDuckDb({ path: ":memory:", readOnly: false });
  await warehouse.native("CREATE SCHEMA raw");
  await warehouse.native("CREATE TABLE raw.box_scores (game_date DATE, points INTEGER)");
  const service = await startService(answers);
  const declared = {
    kind: "service" as const,
    owner: "a test",
    skips: [],
    processor: PROCESSOR,
    url: service.url,
    auth: "none" as const,
    ...over,
  };
  const table = aTable({ producers: { [ENVIRONMENT]: declared } });
  const services = { variables: { SERVICE_URL: service.url, ...variables }, hosts: [] };
  const producer = openProducer(
    { environment: ENVIRONMENT, warehouse, root: ".", services, scrapers: NO_SCRAPERS },
    table,
  );
  const produce = (dates: readonly CivilDate[] = [FIRST], more: Partial<ProduceRequest> = {}) =>
    producer.produce({
      table,
      dates,
      ledger: { run: "b-1", tableId: table.id, kind: "replace", upstreamFingerprints: new Map() },
      limits: {
        allowShrink: false,
        rowsExpected: (more.table ?? table).empty !== "allowed",
      },
      includeWarmUp: false,
      force: false,
      signal: new AbortController().signal,
      ...more,
    });
  return {
    service,
    producer,
    produce,
    fills: (date: CivilDate, rows = 2) =>
      warehouse.native(
        `INSERT INTO raw.box_scores SELECT DATE '${date}', n FROM range(${rows}) AS t(n)`,
      ),
    native: (sql: string) => warehouse.native(sql),
    ledger: async () => readLedger(await warehouse.query(LEDGER_QUERY)),
    /** What a failed call is thrown as: its message, and what trying again can do. */
    failure: async (...given: Parameters<typeof produce>) => {
      const error: unknown = await produce(...given).then(
        () => new Error("It did not fail."),
        (thrown: unknown) => thrown,
      );
      return { message: errorMessage(error), advice: adviceOf(error) };
    },
    failureOf: async (dates: readonly CivilDate[], other: TableConfig) => {
      const error: unknown = await produce(dates, { table: other }).catch(
        (thrown: unknown) => thrown,
      );
      return { message: errorMessage(error) };
    },
    [Symbol.asyncDispose]: async () => {
      await service[Symbol.asyncDispose]();
      await warehouse[Symbol.asyncDispose]();
    },
  };
}
export type Opened = Awaited<ReturnType<typeof opened>>;

/** A service that fills what it is asked for. */
export async function working(over: object = {}): Promise<Opened> {
  const one: Opened = await opened(async ({ date }, response) => {
    await one.fills(date);
    end(response, 200, results(PROCESSOR));
  }, over);
  return one;
}
