import { expect, inject, it } from "vitest";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import { observe } from "../../src/jobs/observe/observe.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { WHOLE_SAMPLE } from "../support/whole-sample.ts";
import { falseFindings, lookOnMorning, Mornings } from "./mornings.ts";

it("308 mornings of the healthy sample have no finding but lateness", async () => {
  await using warehouse = await openDuckDb({ path: inject("sample").healthy, readOnly: true });
  const { days } = await observe(WHOLE_SAMPLE, warehouse, () => undefined);
  const dates: readonly CivilDate[] = days.map(({ date }) => date);
  expect(dates).toHaveLength(308);
  const mornings = new Mornings(warehouse);
  const found: string[] = [];
  const late: string[] = [];
  const states = new Map<string, number>();
  for (const schedule of ["kept", "cut"] as const)
    for (const date of dates) {
      const assessment = await lookOnMorning(mornings.on(date, schedule), date);
      found.push(...falseFindings(assessment).map((one) => `${date} ${schedule}: ${one}`));
      if (assessment.findings.some(({ kind }) => kind === "recent-lag")) late.push(date);
      states.set(assessment.training, (states.get(assessment.training) ?? 0) + 1);
    }
  process.stdout.write(
    `308 mornings, twice: ${found.length} false findings, ${late.length} late, ${JSON.stringify([...states])}\n`,
  );
  // Nothing of the healthy sample is late either.
  expect({ found, late }).toEqual({ found: [], late: [] });
});
