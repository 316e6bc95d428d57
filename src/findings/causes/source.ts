import { printRange } from "../../dates/range.ts";
import { arrivalOf } from "../../pipeline/rhythm.ts";
import { gamesBehind } from "../behind.ts";
import { type DateContext, independentSources } from "../context.ts";
import { isOfNewest } from "../finding.ts";
import type { Cause } from "./cause.ts";
import { disagreementEvidence } from "./disagreement.ts";
import { surplusEvidence } from "./surplus.ts";

/** What the sources and the schedule say of each other. */
export const SOURCE_CAUSES = {
  "stale-schedule": {
    title: "stale schedule",
    byDesign: false,
    matches: (context) =>
      (context.finding.kind === "games-short" || isOfNewest(context.finding)) &&
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
          ...context.cells.flatMap((cell) => {
            const behind = gamesBehind(context.grid, cell);
            return behind.length === 0
              ? []
              : [
                  `${context.day.date}: ${cell.table} lacks ${behind.join(", ")} too, which its sources have: it was not computed, and is rebuilt with the refresh.`,
                ];
          }),
        ];
      }),
  },
  lag: {
    title: "lag of the newest dates",
    byDesign: false,
    matches: ({ finding }) => isOfNewest(finding),
    evidence: (dates, run) => [
      `${printRange(run)} ended less than ${dates[0]?.grid.pipeline.graceHours} hours before this validation, and the sources do not agree on what is lacking.`,
      ...arrivalEvidence(dates.at(-1)),
    ],
  },
  "withheld-game": {
    title: "withheld by the source",
    byDesign: false,
    matches: ({ grid, finding, cells }) =>
      (finding.kind === "games-short" || finding.kind === "table-missing") &&
      cells.every(
        ({ table, missingGames }) =>
          missingGames.length > 0 &&
          missingGames.every((game) => grid.withheld?.get(table)?.has(game)),
      ),
    evidence: (dates) =>
      dates.flatMap(({ grid, cells }) =>
        cells.flatMap(({ date, table, missingGames }) =>
          missingGames.map(
            (game) =>
              `${date}: ${table} lacks ${game}, and when it was last asked ${grid.withheld?.get(table)?.get(game)}: no outage.`,
          ),
        ),
      ),
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
  duplicates: {
    title: "duplicates",
    byDesign: false,
    matches: ({ finding, cells }) =>
      finding.kind === "over-count" && cells.every(({ over }) => over?.by === "keys"),
    evidence: (dates) => dates.flatMap(surplusEvidence),
  },
  disagreement: {
    title: "sources disagree",
    byDesign: false,
    matches: ({ finding }) => finding.kind === "unreconciled",
    evidence: disagreementEvidence,
  },
} satisfies Record<string, Cause>;

/** By when a table that says so usually has the newest of its late dates. */
function arrivalEvidence(newest: DateContext | undefined): string[] {
  if (newest?.finding.kind !== "late-arrival") return [];
  const { grid, cells, day } = newest;
  return grid.tables
    .filter(({ id }) => cells.some(({ table }) => table === id))
    .flatMap((table) => {
      const arrival = arrivalOf(table, day.date, grid.pipeline.timeZone);
      if (arrival === null) return [];
      const hours = (grid.asOf.getTime() - arrival.getTime()) / 3_600_000;
      return [
        `${table.id} of ${day.date} is usually there by ${arrival.toISOString().replace(".000Z", "Z")} (declared); that was ${hours.toFixed(1)} hours before this validation.`,
      ];
    });
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
