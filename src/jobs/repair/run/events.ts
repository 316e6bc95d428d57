import { type Outcomes, outcomeOf } from "../../../backfill/run/outcome.ts";
import type { CivilDate } from "../../../dates/civil-date.ts";
import { errorMessage } from "../../../errors.ts";
import type { PhaseConfig, TableConfig } from "../../../pipeline/schema.ts";
import type { PlanCell } from "../../../records/plan.ts";
import type { Progress } from "../../shared/progress.ts";

/** What an execution tells: one stream feeds the bar, the log and the journal. */
export type BackfillEvents = {
  readonly batchStarts: (dates: readonly CivilDate[], cells: readonly PlanCell[]) => void;
  readonly batchEnds: (
    dates: readonly CivilDate[],
    cells: readonly PlanCell[],
    outcomes: Outcomes,
  ) => void;
  /** Dates are parked, and the warehouse could not be told. */
  readonly unrecorded: (table: TableConfig, dates: readonly CivilDate[], error: unknown) => void;
};

/** Lines that a person can follow, in the words of the operators' own tool, and a step a date for the bar. */
export function reportingEvents(
  phases: readonly PhaseConfig[],
  tables: readonly TableConfig[],
  totalDates: number,
  progress: Progress,
): BackfillEvents {
  let done = 0;
  let started = performance.now();
  const say = (message: string) => progress({ kind: "line", message });
  return {
    batchStarts: (dates) => {
      started = performance.now();
      for (const date of dates) say(`Processing date ${date}...`);
    },
    unrecorded: (table, dates, error) =>
      say(
        `${table.id}: ${dates.length} parked dates could not be recorded in the warehouse (${errorMessage(error)}); the result has them`,
      ),
    batchEnds: (dates, cells, outcomes) => {
      const seconds = ((performance.now() - started) / 1000 / dates.length).toFixed(2);
      for (const date of dates) {
        const own = cells.filter((cell) => cell.date === date);
        for (const phase of phases) {
          const ids = new Set(tables.filter((one) => one.phase === phase.id).map(({ id }) => id));
          const planned = own.filter(({ table }) => ids.has(table));
          if (planned.length === 0) continue;
          const good = planned.filter((cell) => isGood(outcomes, cell)).length;
          say(`${wordsOf(phase)} computed: ${good}/${planned.length}`);
        }
        const bad = own.filter((cell) => !isGood(outcomes, cell));
        const rows = own.reduce((sum, cell) => {
          const outcome = outcomeOf(outcomes, cell);
          return sum + (outcome.status === "done" ? outcome.rows : 0);
        }, 0);
        if (bad.length === 0) say(`Completed ${date} (${rows} rows, ${seconds} s)`);
        for (const cell of bad) say(`${date} ${cell.table}: ${describe(outcomes, cell)}`);
        done += 1;
        progress({ kind: "step", label: date, done, total: totalDates });
      }
    },
  };
}

const wordsOf = ({ number, judged }: PhaseConfig): string =>
  `Phase ${number} ${judged === "together" ? "features" : "tables"}`;

function isGood(outcomes: Outcomes, cell: PlanCell): boolean {
  const { status } = outcomeOf(outcomes, cell);
  return status === "done" || status === "unneeded";
}

function describe(outcomes: Outcomes, cell: PlanCell): string {
  const outcome = outcomeOf(outcomes, cell);
  switch (outcome.status) {
    case "failed":
      return `FAILED: ${outcome.message}`;
    case "parked":
      return `PARKED until ${outcome.dueAt}: ${outcome.message}`;
    case "blocked":
      return `blocked by ${outcome.by}`;
    default:
      return outcome.status;
  }
}
