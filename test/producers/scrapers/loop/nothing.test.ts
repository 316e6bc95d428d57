import { expect, it } from "vitest";
import { openDuckDb } from "../../../../src/warehouse/duckdb/duckdb.ts";
import type { Declaration } from "../../../support/pipeline.ts";
import { januaryRaw } from "../../../support/repair/repairs.ts";
import { readIncident, scraped } from "../../../support/scrapers/scraped.ts";

const DATE = readIncident("nbac_gamebook").filter((date) => date >= "2026-01-02")[0] as string;
const WORDS = ["--force", "--tables", "nbac_gamebook", "--dates", DATE, "--canary", "0"];

/** The gamebook without a count by games, on a source that has nothing. */
const asked = (over: Record<string, unknown>) =>
  scraped(async () => null, {
    sample: "incidentJanuary",
    change: (declaration) => {
      januaryRaw(declaration);
      const all: Declaration[] = declaration["tables"];
      const table = all.find(({ id }) => id === "nbac_gamebook");
      Object.assign(table ?? {}, { full: "presence", ...over });
    },
  });

it("a source that has none of a date's games fails the date, unless the table may be empty: then that is its answer", async () => {
  await using strict = await asked({});
  const failed = await strict.repair(WORDS);
  expect(failed).toMatchObject({ code: 1, receipt: { counts: { failed: 1, done: 0 } } });

  await using may = await asked({ empty: "allowed" });
  const done = await may.repair(WORDS);
  expect(done).toMatchObject({ code: 0, receipt: { counts: { done: 1 }, proven: true } });
  await using warehouse = await openDuckDb({ path: may.place.file, readOnly: true });
  expect(
    await warehouse.query(
      "SELECT table_id, row_count FROM `ops.partition_writes` WHERE kind = 'replace'",
    ),
  ).toEqual([{ table_id: "nbac_gamebook", row_count: 0 }]);
});
