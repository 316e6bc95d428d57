import { adviseAll } from "../advice/advice.ts";
import { ownersOf } from "../advice/blocks/kind.ts";
import { estimateOf } from "../advice/blocks/minutes.ts";
import { type Target, targetOf } from "../advice/blocks/target.ts";
import type { CivilDate } from "../dates/civil-date.ts";
import { compactDates } from "../dates/list.ts";
import { type Assessment, outlook } from "../findings/assess/assess.ts";
import { repaired } from "../findings/assess/ceiling.ts";
import { CAUSES } from "../findings/causes/causes.ts";
import type { Diagnosis } from "../findings/causes/diagnosis.ts";
import { type Run, runsOf } from "../findings/runs.ts";
import { keyOf } from "../grid/cascade.ts";
import { type Cell, columnOf, type Grid, isForeign } from "../grid/grid.ts";
import { boundedAverage, isCertain } from "../grid/score.ts";
import type { TableConfig } from "../pipeline/schema.ts";
import type { CauseRun, CauseRuns } from "./cause-runs.ts";
import { seenIn } from "./seen.ts";

export type FoundBy = {
  readonly run: string;
  readonly runUrl: string | null;
  readonly lookedAt?: Date | undefined;
  /** The declaration as the commands are to name it; null for the default. */
  readonly pipelineFile: string | null;
};

/** The findings by cause, with what an issue about each has to say. */
export function findCauseRuns(assessment: Assessment, by: FoundBy): CauseRuns {
  const { grid } = assessment;
  const target = targetOf(grid, { pipelineFile: by.pipelineFile, out: null, csvFile: null });
  return {
    schemaVersion: 1,
    run: by.run,
    runUrl: by.runUrl,
    environment: grid.environment,
    asOf: grid.asOf.toISOString(),
    ...(by.lookedAt === undefined ? {} : { lookedAt: by.lookedAt.toISOString() }),
    timeZone: grid.pipeline.timeZone,
    restDays: grid.pipeline.issues.restDays,
    range: { first: grid.range.first, last: grid.range.last },
    training: assessment.training,
    days: compactDates(grid.days.map(({ date }) => date)),
    observed: datesByTable(grid, (table) => seenIn(grid, table)),
    broken: datesByTable(grid, () => isBroken),
    phases: grid.pipeline.phases.map(({ id, title, number }) => ({ id, title, number })),
    causeRuns: causesOfSubjects(assessment)
      .map((one) => causeRun(assessment, target, one))
      .sort((a, b) => a.priority.localeCompare(b.priority)),
  };
}

const BROKEN: readonly Cell["state"][] = ["missing", "over-count", "partial", "stale"];
const isBroken = ({ state, thin, unreconciled, changedOutside }: Cell): boolean =>
  BROKEN.includes(state) ||
  (state === "complete" && (thin || changedOutside || unreconciled.length > 0));

function datesByTable(
  grid: Grid,
  judgeOf: (table: TableConfig) => (cell: Cell, day: number) => boolean,
): Record<string, string> {
  return Object.fromEntries(
    grid.tables.map((table) => [
      table.id,
      compactDates(
        columnOf(grid, table.id)
          .filter(judgeOf(table))
          .map(({ date }) => date),
      ),
    ]),
  );
}

type CauseOfSubject = {
  readonly run: Run;
  /** All of one subject and cause, of several kinds of finding, worst first. */
  readonly diagnoses: readonly [Diagnosis, ...Diagnosis[]];
};

/** The kinds of finding of one subject with one cause are one thing to whoever mends it. */
function causesOfSubjects({ grid, diagnoses }: Assessment): CauseOfSubject[] {
  const groups = Map.groupBy(diagnoses, ({ cause, finding }) => `${finding.subject} ${cause}`);
  return [...groups.values()].flatMap((some) => {
    const known = new Set(grid.days.map(({ date }) => date));
    const dates = [...new Set(some.flatMap(({ run }) => run.dates))]
      .filter((date) => known.has(date))
      .sort();
    // What stands on no date of the grid is told with the newest one.
    const anchor = grid.days.at(-1)?.date;
    if (dates.length === 0 && anchor === undefined) return [];
    const own = dates.length === 0 ? [anchor as CivilDate] : dates;
    return runsOf(own, grid.days).flatMap((run) => {
      const [first, ...rest] = some.filter(
        (one) => dates.length === 0 || one.run.dates.some((date) => isIn(run, date)),
      );
      return first === undefined ? [] : [{ run, diagnoses: [first, ...rest] as const }];
    });
  });
}

const isIn = (run: Run, date: CivilDate): boolean => date >= run.first && date <= run.last;

function causeRun(assessment: Assessment, target: Target, found: CauseOfSubject): CauseRun {
  const { grid } = assessment;
  const { run, diagnoses } = found;
  const [{ finding, cause }] = diagnoses;
  const cells = cellsOf(grid, found);
  const tables = grid.tables.filter(({ id }) => cells.some(({ table }) => table === id));
  const phases = new Set(tables.map(({ phase }) => phase));
  const phase = grid.pipeline.phases.find(({ id }) => phases.size === 1 && phases.has(id));
  const advice = adviseAll(grid, diagnoses, target);
  const [worst] = advice;
  const toRun = new Map(
    advice.flatMap(({ repair }) => repair.cells.map((cell) => [keyOf(cell), cell] as const)),
  );
  const estimate = estimateOf(grid.pipeline, target, [...toRun.values()]);
  return {
    subject: finding.subject,
    phase: phase?.id ?? null,
    what: titleOf(grid, finding.subject),
    kinds: [...new Set(diagnoses.map(({ finding: { kind } }) => kind))],
    cause,
    causeTitle: CAUSES[cause].title,
    byDesign: CAUSES[cause].byDesign,
    priority: finding.priority,
    tables: tables.map(({ id }) => id),
    games: gamesOn(grid, run),
    dates: run.dates.map((date) => ({
      date,
      cells: cells
        .filter((cell) => cell.date === date)
        .map((cell) => ({ table: cell.table, state: stateWords(cell) })),
    })),
    evidence: [...new Set(diagnoses.flatMap(({ evidence }) => evidence))],
    impact: phase?.impact ?? null,
    predicted: predict(assessment, toRun),
    repair: {
      way: worst?.repair.way ?? "ask",
      first: worst?.first ?? "look",
      why: worst?.why ?? "",
      words: [...new Set(advice.flatMap(({ repair }) => repair.words))],
      tables: [...new Set([...toRun.values()].map(({ table }) => table))],
      lines: [...new Set(advice.flatMap(({ repair }) => repair.line ?? []))],
      includeWarmUp: advice.some(({ repair }) => repair.includeWarmUp),
      estimate: { minutes: estimate.minutes, undeclared: [...estimate.undeclared] },
    },
    owner: ownersOf({ tables, target }),
    ...assigneesOf(tables),
  };
}

/** Each once, in the order of the tables, whatever number of findings it falls to. */
function cellsOf(grid: Grid, { run, diagnoses }: CauseOfSubject): Cell[] {
  const cells = new Map<string, Cell>();
  for (const diagnosis of diagnoses) {
    const dates = new Set(diagnosis.run.dates);
    for (const cell of diagnosis.finding.cells)
      if (isIn(run, cell.date) && dates.has(cell.date)) cells.set(keyOf(cell), cell);
  }
  if (cells.size > 0) return [...cells.values()];
  // Rows outside the calendar have no cell: the table's own of these dates stand for them.
  const [{ finding }] = diagnoses;
  const table = grid.columns.has(finding.subject) ? finding.subject : grid.tables[0]?.id;
  return columnOf(grid, table ?? "").filter(({ date }) => isIn(run, date));
}

/** What repairing these cells and nothing else gains. */
function predict(
  assessment: Assessment,
  cells: ReadonlyMap<string, { readonly table: string; readonly date: CivilDate }>,
): CauseRun["predicted"] {
  const { average, training, scores } = assessment;
  const whole = boundedAverage(scores);
  const bounds =
    whole === null || isCertain(whole) ? {} : { bounds: { low: whole.low, high: whole.high } };
  const dates = new Map<string, Set<CivilDate>>();
  for (const { table, date } of cells.values())
    dates.set(table, (dates.get(table) ?? new Set()).add(date));
  const isRepaired = ({ table, date }: Pick<Cell, "table" | "date">): boolean =>
    dates.get(table)?.has(date) ?? false;
  const after =
    cells.size === 0 ? assessment : outlook(repaired(assessment.grid, isRepaired, isRepaired));
  return {
    average: { before: average, after: after.average, ...bounds },
    training: { before: training, after: after.training },
  };
}

const gamesOn = ({ days }: Grid, run: Run): number =>
  days.filter(({ date }) => isIn(run, date)).reduce((sum, { games }) => sum + games.length, 0);

function titleOf({ pipeline }: Grid, subject: string): string {
  if (subject === "recent") return "Newest data";
  const phase = pipeline.phases.find(({ id }) => id === subject);
  if (phase !== undefined) return `Phase ${phase.number}`;
  return pipeline.tables.find(({ id }) => id === subject)?.title ?? subject;
}

/** "partial, 3 of 7 games", "complete, thin: 80 of 120 rows". */
function stateWords(cell: Cell): string {
  const { state, unit, games, rows, expected, surplus, late, thin, unreconciled } = cell;
  const has = unit === "games" ? games : rows;
  const share = has !== null && expected !== null ? `${has} of ${expected} ${unit}` : null;
  const parts: string[] = [state];
  if (state === "partial" && share !== null) parts.push(share);
  if (thin && share !== null) parts.push(`thin: ${share}`);
  if (state === "over-count" && surplus > 0) parts.push(`${surplus} too many`);
  if (unreconciled.length > 0)
    parts.push(
      `numbers of ${unreconciled.length} ${unreconciled.length === 1 ? "game" : "games"} disagree`,
    );
  if (isForeign(cell)) parts.push("changed by somebody else");
  if (late) parts.push("within grace");
  return parts.join(", ");
}

/** The owners that the tables declare, each once; GitHub takes ten. */
function assigneesOf(tables: readonly { readonly owner?: string | undefined }[]) {
  const logins = [...new Set(tables.flatMap(({ owner }) => owner ?? []))].slice(0, 10);
  return logins.length === 0 ? {} : { assignees: logins };
}
