import { describe, expect, it } from "vitest";
import { wantedCells } from "../../../src/backfill/plan/wanted.ts";
import { type Assessment, assess } from "../../../src/findings/assess/assess.ts";
import { buildGrid } from "../../../src/grid/build/build.ts";
import type { Observation } from "../../../src/grid/observe/counts.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import { EVERYTHING } from "../../../src/records/selection.ts";
import { aDay, read, someCounts } from "../../support/grids.ts";
import {
  aPhase,
  aPipeline,
  aTable,
  day,
  ENVIRONMENT,
} from "../../support/pipelines/declarations.ts";

const DATES = ["2026-01-08", "2026-01-09", "2026-01-10"].map(day);
const [, , NEWEST] = DATES as [string, string, ReturnType<typeof day>];
// The newest date ended at 05:00Z on the 11th; 09:30 in New York is 14:30Z; its grace ends at 05:00Z on the 13th.
const BEFORE = "2026-01-11T14:00:00Z";
const PAST = "2026-01-11T15:00:00Z";
const OVER = "2026-01-13T05:00:00Z";

const counts = (dates: readonly string[]): Observation =>
  read(Object.fromEntries(dates.map((date) => [date, someCounts()])));

/** Three dates of a table and its sibling in one phase; the table lacks the newest. */
function seen(asOf: string, over: Partial<TableConfig>, judged: "each" | "together" = "each") {
  const pipeline = aPipeline({
    phases: [aPhase({ judged })],
    tables: [aTable({ ...over }), aTable({ id: "other" })],
  });
  return assess(
    buildGrid({
      ...{ pipeline, environment: ENVIRONMENT, policy: "annotate", asOf: new Date(asOf) },
      range: { first: DATES[0] as typeof NEWEST, last: NEWEST },
      days: DATES.map((date) => aDay({ date })),
      observations: new Map([
        ["box_scores", counts(DATES.slice(0, 2))],
        ["other", counts(DATES)],
      ]),
    }),
  );
}

const ids = ({ findings }: Assessment) => findings.map(({ priority, id }) => `${priority} ${id}`);
const declared = { arrives_by: "09:30" } as const;

describe("a date that lacks its rows within the grace", () => {
  it("is recent lag at once where the table does not say when it arrives", () => {
    expect(ids(seen(BEFORE, {}))).toEqual(["P1 recent-lag:recent"]);
    expect(ids(seen(PAST, {}))).toEqual(["P1 recent-lag:recent"]);
  });

  it("is nothing before it usually arrives, and late after it, with the time that is declared", () => {
    expect(ids(seen(BEFORE, declared))).toEqual([]);
    const late = seen(PAST, declared);
    expect(ids(late)).toEqual(["P1 late-arrival:box_scores"]);
    expect(late.findings[0]).toMatchObject({
      title: "box_scores late: usually there by 09:30 the next day (America/New_York)",
      dates: [NEWEST],
    });
    expect(late.findings[0]?.cells).toMatchObject([{ state: "missing", late: true }]);
    expect(late.diagnoses[0]).toMatchObject({ cause: "lag" });
    expect(late.diagnoses[0]?.evidence.join()).toContain(
      "box_scores of 2026-01-10 is usually there by 2026-01-11T14:30:00Z (declared); that was 0.5 hours before",
    );
  });

  it("is missing once the grace is over, and late no longer", () => {
    expect(ids(seen(OVER, declared))).toEqual(["P1 table-missing:box_scores"]);
  });

  it("is no part that its phase lacks meanwhile, as it is where the table does not say", () => {
    expect(ids(seen(BEFORE, {}, "together"))).toEqual(["P2 phase-partial:raw"]);
    expect(ids(seen(BEFORE, declared, "together"))).toEqual([]);
    expect(ids(seen(PAST, declared, "together"))).toEqual(["P1 late-arrival:box_scores"]);
    expect(ids(seen(OVER, declared, "together"))).toEqual(["P2 phase-partial:raw"]);
  });

  it("counts by hours too", () => {
    const hours = { arrives_by: { hours: 10 } };
    expect(ids(seen("2026-01-11T14:59:59Z", hours))).toEqual([]);
    const late = seen("2026-01-11T15:00:00Z", hours);
    expect(late.findings[0]?.title).toBe(
      "box_scores late: usually there within 10 hours after the date ends",
    );
  });

  it("is repaired only for whoever names it", () => {
    const late = seen(PAST, declared);
    const wanted = (withinGrace: boolean) =>
      wantedCells(late, { ...EVERYTHING, withinGrace }).map(({ table, because }) => [
        table,
        because,
      ]);
    expect(wanted(false)).toEqual([]);
    expect(wanted(true)).toEqual([["box_scores", "late-arrival:box_scores"]]);
  });
});
