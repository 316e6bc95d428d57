import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addDays } from "../../src/dates/civil-date.ts";
import type { ObserveInput } from "../../src/jobs/observe/observe.ts";
import { loadSample } from "../../src/jobs/sample/load-sample.ts";
import { readScenario } from "../../src/jobs/sample/scenario.ts";
import type { PipelineConfig, Season } from "../../src/pipeline/schema.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { ROOT, SHIPPED } from "../support/pipeline.ts";
import { WHOLE_SAMPLE } from "../support/whole-sample.ts";

/** Two seasons fit into this many days, which are whole weeks: copies moved by it do not overlap. */
const DAYS_OF_TWO_SEASONS = 728;
const COPIES = 10;

export type BenchFiles = AsyncDisposable & {
  readonly one: string;
  /** The same rows ten times, each copy two seasons earlier. */
  readonly ten: string;
};

/** The incident in a file, and ten times as many dates in another; both are gone on disposal. */
export async function benchFiles(): Promise<BenchFiles> {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  const files = { one: join(folder, "one.duckdb"), ten: join(folder, "ten.duckdb") };
  await loadSample(
    {
      pipeline: SHIPPED,
      environment: "sample",
      scenario: await readScenario("incident-2026-01-25", ROOT),
      path: files.one,
      root: ROOT,
    },
    { lockWaitMs: 0, onWait: () => undefined },
    () => undefined,
  );
  await copyFile(files.one, files.ten);
  await multiply(files.ten);
  return { ...files, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

async function multiply(path: string): Promise<void> {
  await using warehouse = await openDuckDb({ path, readOnly: false });
  for (const { name, dateColumn } of SHIPPED.tables) {
    const moved = `CAST(${dateColumn} - CAST(${DAYS_OF_TWO_SEASONS} * copy AS INTEGER) AS DATE)`;
    await warehouse.native(
      `INSERT INTO ${name} BY NAME SELECT * EXCLUDE (copy) REPLACE (${moved} AS ${dateColumn})
       FROM ${name}, range(1, ${COPIES}) AS copies(copy)`,
    );
  }
  await warehouse.native("CHECKPOINT");
}

export const ONE: ObserveInput = WHOLE_SAMPLE;

/** The same look at ten times the dates, with the seasons of every copy declared. */
export const TEN: ObserveInput = {
  ...WHOLE_SAMPLE,
  pipeline: withEarlierSeasons(SHIPPED),
  range: {
    first: addDays(WHOLE_SAMPLE.range.first, -DAYS_OF_TWO_SEASONS * (COPIES - 1)),
    last: WHOLE_SAMPLE.range.last,
  },
};

function withEarlierSeasons(pipeline: PipelineConfig): PipelineConfig {
  const copies = Array.from({ length: COPIES }, (_, n) => COPIES - 1 - n);
  const seasons = copies.flatMap((copy) =>
    pipeline.seasons.map(
      ({ id, opens, closes }): Season => ({
        id: copy === 0 ? id : `${id} less ${copy}`,
        opens: addDays(opens, -DAYS_OF_TWO_SEASONS * copy),
        closes: addDays(closes, -DAYS_OF_TWO_SEASONS * copy),
      }),
    ),
  );
  return { ...pipeline, seasons };
}
