import { printRange } from "../dates/range.ts";
import { columnOf, isPresent } from "../health/grid.ts";
import {
  type DateContext,
  independentSources,
  isWarmUpShape,
  sameDateUpstreams,
} from "./context.ts";
import type { Run } from "./runs.ts";

/** In the order in which they are tried: the first whose shape fits is the cause. */
export const CAUSE_KINDS = [
  "warm-up",
  "warm-up-tail",
  "stale-schedule",
  "lag",
  "never-graded",
  "wrong-declaration",
  "duplicates",
  "upstream-changed",
  "disagreement",
  "cascade",
  "source-outage",
  "phase-failure",
  "scattered",
] as const;
export type CauseKind = (typeof CAUSE_KINDS)[number];

type Cause = {
  readonly title: string;
  /** By design: the pipeline did what it is declared to do. */
  readonly byDesign: boolean;
  matches(context: DateContext): boolean;
  /** Sentences about the run, each with the figures it rests on. */
  evidence(dates: readonly DateContext[], run: Run): string[];
};

/** Every kind of cause, by shape and evidence (domain.md section 5). What to do about each stands in advice.ts. */
export const CAUSES: Record<CauseKind, Cause> = {
  "warm-up": {
    title: "season warm-up, by design",
    byDesign: true,
    matches: ({ grid, finding, day, cells, shapes }) => {
      const shape = shapes.get(day.season);
      const { days, tables } = grid.pipeline.warmUp;
      return (
        finding.kind === "phase-missing" &&
        day.seasonDay < days &&
        cells.every(({ table }) => tables.includes(table)) &&
        shape !== undefined &&
        isWarmUpShape(shape)
      );
    },
    evidence: (dates, run) => {
      const [first, last] = [dates[0], dates.at(-1)];
      if (first === undefined || last === undefined) return [];
      const { warmUp } = first.grid.pipeline;
      const shape = first.shapes.get(first.day.season);
      const others = [...first.shapes.entries()].filter(
        ([id, other]) => id !== first.day.season && isWarmUpShape(other),
      );
      return [
        `${printRange(run)} are days ${first.day.seasonDay} to ${last.day.seasonDay} from opening night ${shape?.opens}, and the rule skips days 0 to ${warmUp.days - 1}.`,
        `${shape?.emptyDates} of the ${shape?.warmUpDates} game dates in those days are empty, none before or after is part of the run.`,
        ...(others.length > 0
          ? [`Season ${others.map(([id]) => id).join(", ")} begins with the same shape.`]
          : []),
        skippingEvidence(dates),
      ];
    },
  },
  "warm-up-tail": {
    title: "tail of the season warm-up",
    byDesign: true,
    matches: ({ finding, day, shapes }) => {
      const shape = shapes.get(day.season);
      return (
        (finding.kind === "phase-partial" || finding.kind === "thin") &&
        shape !== undefined &&
        isWarmUpShape(shape) &&
        shape.tail.has(day.date)
      );
    },
    evidence: (dates, run) => {
      const first = dates[0];
      const shape = first?.shapes.get(first.day.season);
      const counts = dates
        .flatMap(({ cells }) => cells.filter(({ thin }) => thin))
        .map(({ rows, expected }) => `${rows} of ${expected}`);
      return [
        `${printRange(run)} belongs to the ${shape?.tail.size} game dates right after the warm-up of the season that opened ${shape?.opens}, without a break: processors that need games behind them fill up.`,
        ...(counts.length > 0 ? [`Rows grow from ${counts[0]} to ${counts.at(-1)}.`] : []),
      ];
    },
  },
  "stale-schedule": {
    title: "stale schedule",
    byDesign: false,
    matches: (context) =>
      (context.finding.kind === "games-short" || context.finding.kind === "recent-lag") &&
      agreedShortfall(context) !== null,
    evidence: (dates) =>
      dates.flatMap((context) => {
        const agreed = agreedShortfall(context);
        if (agreed === null) return [];
        const unplayed = context.day.games.filter(
          ({ id, points }) => points === null && agreed.games.includes(id),
        );
        return [
          `${context.day.date}: ${agreed.tables.join(" and ")} independently list ${agreed.listed} of the ${agreed.scheduled} scheduled games.`,
          ...(unplayed.length > 0
            ? [
                `${context.day.date}: the schedule has no final score for ${unplayed.map(({ id }) => id).join(", ")}, the games that both lack.`,
              ]
            : []),
        ];
      }),
  },
  lag: {
    title: "lag of the newest dates",
    byDesign: false,
    matches: ({ finding }) => finding.kind === "recent-lag",
    evidence: (dates, run) => [
      `${printRange(run)} ended less than ${dates[0]?.grid.pipeline.graceHours} hours before this validation, and the sources do not agree on what is lacking.`,
    ],
  },
  "never-graded": {
    title: "never graded",
    byDesign: false,
    matches: ({ grid, finding, cells, dayIndex }) =>
      (finding.kind === "table-missing" || finding.kind === "zero-everywhere") &&
      cells.every((cell) => {
        const table = grid.tables.find(({ id }) => id === cell.table);
        if (table === undefined || typeof table.full !== "object" || !("share" in table.full))
          return false;
        const of = columnOf(grid, table.full.share.of);
        // A table that is empty throughout was never filled on any date that had something to grade.
        const has =
          finding.kind === "zero-everywhere" ? of.some(isPresent) : isPresentAt(of[dayIndex]);
        return !table.rebuildable && has;
      }),
    evidence: (dates) => {
      const first = dates[0];
      const [cell] = first?.cells ?? [];
      const table = first?.grid.tables.find(({ id }) => id === cell?.table);
      const of =
        typeof table?.full === "object" && "share" in table.full ? table.full.share.of : "";
      const column = first === undefined ? [] : columnOf(first.grid, of);
      const rows = dates.reduce((sum, { dayIndex }) => sum + (column[dayIndex]?.rows ?? 0), 0);
      return [
        `${rows} rows of ${of} on ${dates.filter(({ dayIndex }) => isPresentAt(column[dayIndex])).length} dates, and not one row of ${cell?.table}.`,
      ];
    },
  },
  "wrong-declaration": {
    title: "declared wrongly, or never filled",
    byDesign: false,
    matches: ({ finding }) => finding.kind === "zero-everywhere",
    evidence: (dates) => [
      `Not one row on any of ${dates.length} dates: a table that fails sometimes has some.`,
    ],
  },
  duplicates: {
    title: "duplicates",
    byDesign: false,
    matches: ({ finding }) => finding.kind === "over-count",
    evidence: (dates) =>
      dates.flatMap(({ cells }) =>
        cells.map(
          ({ date, table, rows, games, surplus, unit, expected }) =>
            `${date}: ${table} has ${rows ?? games} ${rows === null ? "games" : "rows"}, ${surplus} more than ${unit === "games" && expected !== null ? `${expected} games allow` : "its keys"}.`,
        ),
      ),
  },
  "upstream-changed": {
    title: "an upstream changed later",
    byDesign: false,
    matches: ({ finding }) => finding.kind === "stale",
    evidence: (dates) => [
      `The ledger of writes has newer content of an upstream for ${dates.length} dates than these were computed from.`,
    ],
  },
  disagreement: {
    title: "sources disagree",
    byDesign: false,
    matches: ({ finding }) => finding.kind === "unreconciled",
    evidence: (dates) =>
      dates.flatMap(({ cells }) =>
        cells.map(
          ({ date, table, unreconciled }) =>
            `${date}: the points in ${table} differ from the final score in game ${unreconciled.join(", ")}.`,
        ),
      ),
  },
  cascade: {
    title: "cascade from an upstream",
    byDesign: false,
    matches: (context) => context.cells.every((cell) => brokenUpstreams(context, cell).length > 0),
    evidence: (dates, run) => {
      const upstreams = dates.flatMap((context) =>
        context.cells.flatMap((cell) => brokenUpstreams(context, cell)),
      );
      const names = [...new Set(upstreams.map(({ table }) => table))];
      return [
        `On every date of ${printRange(run)} something it is computed from is missing or short: ${names.join(", ")}.`,
      ];
    },
  },
  "source-outage": {
    title: "outage of one source",
    byDesign: false,
    matches: (context) => {
      const own = new Set(context.cells.map(({ table }) => table));
      const sources = independentSources(context);
      return (
        sources.some(({ table }) => own.has(table)) &&
        sources.some((cell) => !own.has(cell.table) && cell.state === "complete")
      );
    },
    evidence: (dates, run) => {
      const own = [...new Set(dates.flatMap(({ cells }) => cells.map(({ table }) => table)))];
      const others = dates.flatMap((context) =>
        independentSources(context).filter(
          ({ table, state }) => !own.includes(table) && state === "complete",
        ),
      );
      const games = others.reduce((sum, cell) => sum + (cell.games ?? 0), 0);
      return [
        `On ${dates.length} of ${run.dates.length} dates ${[...new Set(others.map(({ table }) => table))].join(", ")} has all ${games} games, and ${own.join(", ")} lacks them: the games were played, one source failed.`,
      ];
    },
  },
  "phase-failure": {
    title: "the phase alone failed",
    byDesign: false,
    matches: (context) =>
      (context.finding.kind === "phase-missing" ||
        context.finding.kind === "phase-partial" ||
        context.finding.kind === "table-missing") &&
      context.cells.every((cell) =>
        sameDateUpstreams(context, cell).every(
          (upstream) => isPresent(upstream) || isOfSamePhase(context, cell, upstream),
        ),
      ),
    evidence: (dates, run) => [
      `On ${printRange(run)} everything that ${[...new Set(dates.flatMap(({ cells }) => cells.map(({ table }) => table)))].join(", ")} reads of the same date is there.`,
    ],
  },
  scattered: {
    title: "scattered, no common shape",
    byDesign: false,
    matches: () => true,
    evidence: (dates) => [
      `${dates.length} dates; neither the season's start, nor an upstream, nor a source that others contradict explains them.`,
    ],
  },
};

const isPresentAt = (cell: Parameters<typeof isPresent>[0] | undefined): boolean =>
  cell !== undefined && isPresent(cell);

function isOfSamePhase({ grid }: DateContext, a: { table: string }, b: { table: string }): boolean {
  const phaseOf = (id: string) => grid.tables.find((table) => table.id === id)?.phase;
  return phaseOf(a.table) === phaseOf(b.table);
}

/** An empty upstream empties what reads it; one that is short leaves it short. */
function brokenUpstreams(context: DateContext, cell: DateContext["cells"][number]) {
  return sameDateUpstreams(context, cell).filter(
    ({ state }) => state === "missing" || (state === "partial" && cell.state === "partial"),
  );
}

/** Two independent sources that lack the same games of a date: then it is the schedule that is wrong. */
function agreedShortfall(context: DateContext) {
  const sources = independentSources(context);
  const [first] = sources;
  if (first === undefined || sources.length < 2) return null;
  const agree = sources.every(
    (cell) =>
      cell.state === "partial" &&
      cell.games === first.games &&
      cell.missingGames.join() === first.missingGames.join(),
  );
  if (!agree) return null;
  return {
    tables: sources.map(({ table }) => table),
    listed: first.games ?? 0,
    scheduled: first.expected ?? 0,
    games: first.missingGames,
  };
}

/** Whether the declared producers skip such dates on purpose, in this environment or another. */
function skippingEvidence(dates: readonly DateContext[]): string {
  const first = dates[0];
  const tables = new Set(dates.flatMap(({ cells }) => cells.map(({ table }) => table)));
  const skipping = (first?.grid.pipeline.tables ?? []).filter(
    ({ id, producers }) =>
      tables.has(id) &&
      Object.values(producers).some(
        (one) => one.kind === "service" && one.skips.includes("warm-up"),
      ),
  );
  return `${skipping.length} of the ${tables.size} tables have a producer that is declared to skip the warm-up${skipping.length > 0 ? ` (${skipping.map(({ id }) => id).join(", ")})` : ""}.`;
}
