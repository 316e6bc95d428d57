import { describe, expect, it } from "vitest";
import { Lineage } from "../../../src/backfill/ledger/lineage.ts";
import { planRepair } from "../../../src/backfill/plan/plan.ts";
import { addDays } from "../../../src/dates/civil-date.ts";
import { assess } from "../../../src/findings/assess/assess.ts";
import { buildGrid } from "../../../src/grid/build/build.ts";
import { EVERYTHING, type Selection } from "../../../src/records/selection.ts";
import { aDay, LONG_AFTER, read, someCounts } from "../../support/grids.ts";
import {
  aPhase,
  aPipeline,
  aTable,
  day,
  ENVIRONMENT,
} from "../../support/pipelines/declarations.ts";

const FIRST = day("2026-01-05"); // a Monday
const DAYS = Array.from({ length: 14 }, (_, n) => addDays(FIRST, n));
const [SUNDAY, NEXT_SUNDAY] = [DAYS[6], DAYS[13]] as [typeof FIRST, typeof FIRST];
const producers = { [ENVIRONMENT]: { kind: "sql" as const, file: "x.sql" } };
const pipeline = aPipeline({
  phases: [aPhase()],
  tables: [
    aTable({ id: "daily", producers }),
    aTable({
      ...{ id: "mart", producers, cadence: { weekly: "sunday" } },
      upstream: [{ table: "daily", window: { from: 6, to: 0 } }],
    }),
  ],
});

/** Two weeks in which the mart has the first Sunday, and a row on a Wednesday. */
const assessment = assess(
  buildGrid({
    ...{ pipeline, environment: ENVIRONMENT, policy: "annotate", asOf: LONG_AFTER },
    range: { first: FIRST, last: NEXT_SUNDAY },
    days: DAYS.map((date) => aDay({ date })),
    observations: new Map([
      ["daily", read(Object.fromEntries(DAYS.map((date) => [date, someCounts()])))],
      ["mart", read({ [SUNDAY]: someCounts(), [DAYS[2] as string]: someCounts({ rows: 4 }) })],
    ]),
  }),
);

const planned = (over: Partial<Selection>) => {
  const { cells, refused } = planRepair(assessment, new Lineage([]), {
    selection: { ...EVERYTHING, ...over },
    batchSize: 7,
    canary: 0,
  });
  return {
    runs: cells.map(({ table, date }) => `${table} ${date}`),
    refused: refused.map(({ rule, table, date, override }) => [rule, table, date, override]),
  };
};
const only = (date: typeof FIRST) => ({ tables: ["mart"], dates: [{ first: date, last: date }] });

describe("days outside the cadence", () => {
  it("are no gap, and rows on them are a finding with their number, which no run repairs", () => {
    expect(assessment.findings.map(({ id, priority }) => `${priority} ${id}`)).toEqual([
      "P1 table-missing:mart",
      "P1 off-cadence:mart",
    ]);
    expect(assessment.findings[1]).toMatchObject({
      title: "mart: 4 rows on days outside its cadence (weekly, on Sunday)",
      dates: [DAYS[2]],
    });
    expect(planned({})).toEqual({ runs: [`mart ${NEXT_SUNDAY}`], refused: [] });
  });

  it("are refused by name, by force too", () => {
    const { runs, refused } = planned({
      ...{ force: true, tables: ["mart"] },
      dates: [{ first: DAYS[5] as typeof FIRST, last: DAYS[7] as typeof FIRST }],
    });
    expect(runs).toEqual([`mart ${SUNDAY}`]);
    expect(refused).toEqual([
      ["cadence", "mart", DAYS[5], null],
      ["cadence", "mart", DAYS[7], null],
    ]);
  });

  it("are refused by name where a person named the table and nothing but such days", () => {
    const saturday = DAYS[5] as typeof FIRST;
    expect(planned(only(saturday)).refused).toEqual([["cadence", "mart", saturday, null]]);
    expect(planned(only(SUNDAY)).refused).toEqual([]);
    const both = { tables: ["mart"], dates: [{ first: FIRST, last: NEXT_SUNDAY }] };
    expect(planned(both)).toEqual({ runs: [`mart ${NEXT_SUNDAY}`], refused: [] });
  });

  it("block nothing that reads the table, and make nothing stale", () => {
    const daily = planned({ force: true, tables: ["daily"], withDownstream: true });
    expect(daily.runs).toContain(`mart ${SUNDAY}`);
    expect(daily.runs.filter((one) => one.startsWith("mart"))).toHaveLength(1);
  });
});
