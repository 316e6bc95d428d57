import { addDays, type CivilDate } from "../dates/civil-date.ts";
import { type CellRef, keyOf, reads } from "../grid/cascade.ts";
import type { GapLine } from "../grid/csv/gaps-csv.ts";
import { type CauseRuns, daysOf } from "../issues/cause-runs.ts";
import { trainingLineage, waiversFor } from "../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../pipeline/schema.ts";
import type { RunRecord } from "../records/run-record.ts";
import { declaredRules } from "./held.ts";

/** What the reports of an environment hold that a cell can be explained by. */
export type Reports = {
  readonly record: RunRecord;
  /** Every cell that is not as it should be. */
  readonly gaps: readonly GapLine[];
  /** Null where the file is not there, or of another validation than the record. */
  readonly causes: CauseRuns | null;
};

/** As a validation left it. No gap: complete or excused, which the reports do not tell apart, or still awaited. */
export type ReportedState =
  | { readonly kind: "gap"; readonly line: GapLine }
  | { readonly kind: "no gap" | "awaited" | "no date" }
  | { readonly kind: "unknown"; readonly why: string };

/** The cells of one table that another cell reads, or is read by, on its dates. */
export type ReportedCells = {
  readonly table: string;
  readonly first: CivilDate;
  readonly last: CivilDate;
  /** Game dates; null where nobody knows them. */
  readonly dates: number | null;
  readonly odd: readonly { readonly date: string; readonly state: string }[];
  readonly unread: number;
};

export type Reported = {
  readonly environment: string;
  readonly run: string;
  readonly asOf: string;
  readonly table: TableConfig;
  readonly date: CivilDate;
  readonly state: ReportedState;
  readonly rules: readonly string[];
  readonly findings: readonly {
    readonly priority: string;
    readonly title: string;
    readonly cause: string;
    readonly evidence: readonly string[];
    readonly words: readonly string[];
    /** Command lines of this tool; null where the reports do not say. */
    readonly lines: readonly string[] | null;
  }[];
  readonly upstream: readonly ReportedCells[];
  readonly downstream: readonly ReportedCells[];
  readonly training: { readonly state: RunRecord["training"]; readonly isNeeded: boolean };
};

/** All that the reports and the declaration say of one cell, which lies in the range of the reports. */
export function explainReported(
  {
    pipeline,
    tables,
  }: { readonly pipeline: PipelineConfig; readonly tables: readonly TableConfig[] },
  reports: Reports,
  table: TableConfig,
  date: CivilDate,
): Reported {
  const { record, causes } = reports;
  const { environment, run, asOf, policy, training } = record;
  const look = new Look(reports);
  const state = look.stateOf({ table: table.id, date });
  const expected = state.kind === "gap" ? state.line.expected : null;
  const unknown = "how many that is, the reports do not say";
  const excusing = waiversFor(pipeline, table, environment, new Date(asOf));
  return {
    ...{ environment, run, asOf, table, date, state },
    rules: [
      ...declaredRules({ pipeline, policy, unknown }, table, date, expected),
      ...excusing.flatMap(({ dates, expires, reason }) =>
        dates?.includes(date) ? [`A waiver excuses the date until ${expires}: ${reason}`] : [],
      ),
      // Which games a date has stands in the schedule alone.
      ...(excusing.some(({ games }) => games !== undefined)
        ? [
            "Waivers excuse single games of the table; which of them the date has, the reports do not say.",
          ]
        : []),
    ],
    findings: findingsOf(record, causes, { table: table.id, date }),
    upstream: table.upstream.map(({ table: id, window }) =>
      look.cells(id, addDays(date, -window.from), addDays(date, -window.to)),
    ),
    downstream: readersOf(tables, look.days, { table: table.id, date }).flatMap(({ id, dates }) => {
      const [first, last] = [dates[0], dates.at(-1)];
      return first === undefined || last === undefined
        ? []
        : [look.cells(id, first, last, new Set(dates))];
    }),
    training: {
      state: training,
      isNeeded: trainingLineage(pipeline, environment).has(table.id),
    },
  };
}

/** What the files say of any cell. */
class Look {
  /** Null where nobody knows the game dates. */
  readonly days: readonly CivilDate[] | null;
  readonly #lines: ReadonlyMap<string, GapLine>;
  readonly #reports: Reports;
  readonly #observed = new Map<string, ReadonlySet<string>>();
  readonly #broken = new Map<string, ReadonlySet<string>>();

  constructor(reports: Reports) {
    const { gaps, causes } = reports;
    this.#reports = reports;
    this.#lines = new Map(gaps.map((line) => [keyOf(line), line]));
    this.days = causes === null ? null : daysOf(causes.days);
    for (const [id, dates] of Object.entries(causes?.observed ?? {}))
      this.#observed.set(id, new Set(daysOf(dates)));
    for (const [id, dates] of Object.entries(causes?.broken ?? {}))
      this.#broken.set(id, new Set(daysOf(dates)));
  }

  stateOf({ table, date }: CellRef): ReportedState {
    const line = this.#lines.get(keyOf({ table, date }));
    if (line !== undefined) return { kind: "gap", line };
    const error = this.#reports.record.unread.find((one) => one.table === table)?.error;
    if (error !== undefined) return { kind: "unknown", why: error };
    if (this.days === null)
      return { kind: "unknown", why: "the reports do not say which dates have games" };
    if (!this.days.includes(date)) return { kind: "no date" };
    if (this.#broken.get(table)?.has(date)) return { kind: "awaited" };
    if (!this.#observed.get(table)?.has(date))
      return { kind: "unknown", why: "the validation did not read all that the cell is judged by" };
    return { kind: "no gap" };
  }

  cells(
    table: string,
    first: CivilDate,
    last: CivilDate,
    only: ReadonlySet<string> | null = null,
  ): ReportedCells {
    const days = this.days?.filter(
      (day) => day >= first && day <= last && (only === null || only.has(day)),
    );
    const lines = this.#reports.gaps.filter(
      (line) =>
        line.table === table &&
        line.date >= first &&
        line.date <= last &&
        (only === null || only.has(line.date)),
    );
    const odd = lines.map(({ date, state, thin }) => ({
      date,
      state: thin ? `${state}, thin` : state,
    }));
    const unread = (days ?? []).filter((date) => this.stateOf({ table, date }).kind === "unknown");
    return { table, first, last, dates: days?.length ?? null, odd, unread: unread.length };
  }
}

/** The tables that read a cell, directly or through others, in the pipeline's order; without dates where none are known. */
function readersOf(
  tables: readonly TableConfig[],
  days: readonly CivilDate[] | null,
  ref: CellRef,
): { readonly id: string; readonly dates: readonly CivilDate[] }[] {
  const found = new Map<string, Set<CivilDate>>([[ref.table, new Set([ref.date])]]);
  const known = days ?? [ref.date];
  let isGrowing = true;
  while (isGrowing) {
    isGrowing = false;
    for (const { id, upstream } of tables)
      for (const { table, window } of upstream) {
        const read = found.get(table);
        if (read === undefined) continue;
        const own = found.get(id) ?? new Set();
        const before = own.size;
        for (const day of known)
          if (!own.has(day) && [...read].some((date) => reads(window, day, date))) own.add(day);
        if (own.size > before) {
          found.set(id, own);
          isGrowing = true;
        }
      }
  }
  return tables
    .filter(({ id }) => id !== ref.table)
    .map(({ id }) => ({ id, dates: [...(found.get(id) ?? [])].sort() }));
}

function findingsOf(
  { findings, diagnoses }: RunRecord,
  causes: CauseRuns | null,
  { table, date }: CellRef,
): Reported["findings"] {
  const isAbout = (one: RunRecord["diagnoses"][number]): boolean =>
    one.tables.includes(table) && one.first <= date && date <= one.last;
  return diagnoses.filter(isAbout).flatMap(({ finding: id, cause, evidence }) => {
    const finding = findings.find((one) => one.id === id);
    if (finding === undefined || !finding.dates.includes(date)) return [];
    const run = causes?.causeRuns.find(
      (one) =>
        one.cause === cause &&
        one.subject === finding.subject &&
        one.dates.some(
          (day) => day.date === date && day.cells.some((cell) => cell.table === table),
        ),
    );
    // A diagnosis names all tables of its dates; which of them lack something on this one, the run by cause says.
    if (causes !== null && run === undefined) return [];
    const { priority, title } = finding;
    return [
      {
        ...{ priority, title, evidence },
        cause: run?.causeTitle ?? cause,
        words: run?.repair.words ?? [],
        lines: run?.repair.lines ?? null,
      },
    ];
  });
}
