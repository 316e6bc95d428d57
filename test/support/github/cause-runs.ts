import { addDays, type CivilDate } from "../../../src/dates/civil-date.ts";
import { compactDates } from "../../../src/dates/list.ts";
import {
  type CauseRun,
  type CauseRuns,
  daysOf,
  parseCauseRuns,
} from "../../../src/issues/cause-runs.ts";
import { day } from "../pipelines/declarations.ts";

/** Game dates of a season that starts on the first; one every day. */
export const gameDays = (count: number, first = day("2025-11-01")): CivilDate[] =>
  Array.from({ length: count }, (_, n) => addDays(first, n));

/** A cause-run of Phase 4 on these dates, such as "2025-11-01..2025-11-05". */
export function aRun(dates: string, over: Partial<CauseRun> = {}): CauseRun {
  const tables = over.tables ?? ["psza", "tdza"];
  return {
    subject: "precompute",
    phase: "precompute",
    what: "Phase 4",
    kinds: ["phase-missing"],
    cause: "phase-failure",
    causeTitle: "the phase alone failed",
    byDesign: false,
    priority: "P0",
    tables,
    games: 4 * daysOf(dates).length,
    dates: daysOf(dates).map((date) => ({
      date,
      cells: tables.map((table) => ({ table, state: "missing" })),
    })),
    evidence: ["Everything before it is complete."],
    impact: "Models train without matchup features.",
    predicted: {
      average: { before: 71.25, after: 80.5 },
      training: { before: "BLOCKED", after: "UNBLOCKED" },
    },
    repair: {
      way: "run",
      first: "run",
      why: "",
      words: [],
      tables,
      lines: ["npm run -s ops -- backfill --environment sample"],
      includeWarmUp: false,
      estimate: { minutes: 10, undeclared: [] },
    },
    owner: "the SQL models",
    ...over,
  };
}

const TABLES = ["psza", "tdza", "nbac_gamebook"];

/** A validation of twenty dates that found these and read everything but `unread`, as the job reads it. */
export function aLook(causeRuns: readonly CauseRun[], over: Partial<CauseRuns> = {}): CauseRuns {
  const days = gameDays(20);
  const [first, last] = [days[0] as CivilDate, days.at(-1) as CivilDate];
  const broken = (table: string) =>
    compactDates(
      causeRuns.flatMap(({ dates }) =>
        dates.flatMap(({ date, cells }) => (cells.some((c) => c.table === table) ? [date] : [])),
      ),
    );
  const file: CauseRuns = {
    schemaVersion: 1,
    run: "run-1",
    runUrl: "https://github.test/acme/ops/actions/runs/1",
    environment: "sample",
    asOf: "2026-01-26T12:00:00.000Z",
    timeZone: "America/New_York",
    range: { first, last },
    training: "BLOCKED",
    days: compactDates(days),
    observed: Object.fromEntries(TABLES.map((table) => [table, compactDates(days)])),
    broken: Object.fromEntries(TABLES.map((table) => [table, broken(table)])),
    phases: [
      { id: "raw", title: "Phase 2 raw box scores", number: 2 },
      { id: "precompute", title: "Phase 4 precompute", number: 4 },
    ],
    causeRuns: [...causeRuns],
    ...over,
  };
  return parseCauseRuns(JSON.stringify(file), "cause-runs.json");
}
