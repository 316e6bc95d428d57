import type { Cell, Grid } from "../../grid/grid.ts";
import type { Stray, StrayKind } from "../../grid/strays.ts";
import { type DateContext, sameDateUpstreams } from "../context.ts";
import type { Cause } from "./cause.ts";

/** A cause that is read off the rows themselves, with their places, and not date by date (src/findings/causes/diagnose-outside.ts). */
const byRows = (title: string): Cause => ({
  title,
  byDesign: false,
  matches: () => false,
  evidence: () => [],
});

/** What is wrong with the calendar, and how rows came to stand outside it. */
export const OUTSIDE_CAUSES = {
  "schedule-stopped": {
    title: "the schedule stopped, or was never loaded",
    byDesign: false,
    matches: ({ finding, day }) =>
      finding.kind === "schedule-unknown" && day.unlisted !== undefined && !isSuspect(day.unlisted),
    evidence: (dates) => [...new Set(dates.flatMap(({ day }) => day.unlisted ?? []))].map(sentence),
  },
  "schedule-lost": {
    title: "games missing from the schedule",
    byDesign: false,
    matches: ({ finding }) => finding.kind === "schedule-unknown",
    evidence: (dates) =>
      dates.flatMap(({ grid, day }) =>
        (grid.outside?.suspects ?? [])
          .filter(({ date, game }) => date === day.date && game !== null)
          .map(
            ({ game, tables }) =>
              `${day.date}: ${tables.join(", ")} hold game ${game}, and the schedule does not list it. They are independent of each other, so the schedule is the suspect.`,
          )
          .concat(day.unlisted === undefined ? [] : [sentence(`${day.date}: ${day.unlisted}`)]),
      ),
  },
  "season-not-declared": byRows("a season that nobody declared"),
  "moved-game": byRows("moved game"),
  "wrong-day": byRows("wrong day: stored under the UTC date"),
  "wrong-date": byRows("written to the wrong date"),
  "foreign-game-ids": byRows("foreign game ids"),
  "before-the-first-season": byRows("older than the first declared season"),
  orphans: {
    title: "orphans of the other table",
    byDesign: false,
    matches: ({ finding, cells }) =>
      finding.kind === "over-count" &&
      cells.every(({ detail }) => (detail.keys?.extra ?? 0) > 0 && detail.duplicates === 0),
    evidence: (dates) =>
      dates.flatMap(({ cells }) =>
        cells.map(
          ({ date, table, detail }) =>
            `${date}: ${detail.keys?.extra} rows of ${table} have a key that ${detail.keys?.of} does not have on this date.`,
        ),
      ),
  },
  "lost-rows": {
    title: "lost rows",
    byDesign: false,
    matches: (context) =>
      (context.finding.kind === "thin" || isGamesLost(context)) &&
      context.cells.every(canRebuild(context.grid)),
    evidence: (dates) => dates.flatMap(({ cells }) => cells.flatMap(shortEvidence)),
  },
  "coverage-drop": {
    title: "coverage dropped",
    byDesign: false,
    matches: ({ finding }) => finding.kind === "thin",
    evidence: (dates) => dates.flatMap(({ cells }) => cells.flatMap(shortEvidence)),
  },
} satisfies Record<string, Cause>;

type OutsideCause = keyof typeof OUTSIDE_CAUSES;

/** How each kind of misplaced row came about. */
export const CAUSE_OF_STRAY: Record<StrayKind, OutsideCause> = {
  "moved-game": "moved-game",
  "wrong-day": "wrong-day",
  "wrong-date": "wrong-date",
  "foreign-ids": "foreign-game-ids",
  "off-day": "wrong-date",
  "two-dates": "wrong-date",
  undated: "wrong-date",
  outside: "wrong-date",
};

const isSuspect = (why: string): boolean => why.includes("hold rows of it");

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** Whole games are gone though everything of their date that the tables are computed from is whole. */
const isGamesLost = (context: DateContext): boolean =>
  context.finding.kind === "games-short" &&
  context.cells.every((cell) => {
    const upstreams = sameDateUpstreams(context, cell);
    return upstreams.length > 0 && upstreams.every(({ state, thin }) => isFull(state) && !thin);
  });

const isFull = (state: Cell["state"]): boolean => state === "complete" || state === "stale";

const canRebuild =
  (grid: Grid) =>
  ({ table }: Cell): boolean =>
    grid.tables.find(({ id }) => id === table)?.rebuildable ?? true;

/** What a thin or partial cell lacks, in a sentence with its figures. */
export function shortEvidence(cell: Cell): string[] {
  const { date, table, rows, games, expected, missingGames, detail } = cell;
  const { keys, belowUsual } = detail;
  const ofGames =
    missingGames.length === 0
      ? []
      : [`${date}: ${table} has ${games} of ${expected} games${inGames(missingGames, "without")}.`];
  const ofKeys =
    keys === null || keys.missing === 0
      ? []
      : [
          `${date}: ${keys.missing} keys of ${keys.of} have no row in ${table}, which has ${rows} rows${inGames(keys.games, "in")}.`,
        ];
  const ofUsual =
    belowUsual === null
      ? []
      : [
          `${date}: ${table} has ${rows} rows; a ${belowUsual.per} usually has ${Math.round(belowUsual.rows)} and at least ${Math.ceil(belowUsual.atLeast)}${belowUsual.per === "game" ? `, and fewer are there${inGames(belowUsual.games, "in")}` : ""}.`,
        ];
  const found = [...ofGames, ...ofKeys, ...ofUsual];
  if (found.length > 0 || expected === null) return found;
  const full =
    cell.unit === "games" ? `its ${expected} games have` : `the ${expected} of a full date`;
  return [`${date}: ${table} has ${rows} rows, fewer than ${full}.`];
}

const MOST_GAMES = 5;

function inGames(games: readonly string[], word: "in" | "without"): string {
  if (games.length === 0) return "";
  const more = games.length > MOST_GAMES ? ` and ${games.length - MOST_GAMES} more` : "";
  return ` (${word} ${games.length === 1 ? "game" : "games"} ${games.slice(0, MOST_GAMES).join(", ")}${more})`;
}

/** "45 rows of 2 games (0022500617, 0022500618) stand on 2026-01-21; the schedule lists them on 2026-01-20." */
export function strayEvidence(some: readonly Stray[]): string {
  const [first] = some as [Stray];
  const rows = some.reduce((sum, one) => sum + one.rows, 0);
  const games = [...new Set(some.flatMap(({ game }) => game ?? []))];
  const more = games.length > MOST_GAMES ? ` and ${games.length - MOST_GAMES} more` : "";
  const ofGames =
    games.length === 0
      ? ""
      : ` of ${games.length} ${games.length === 1 ? "game" : "games"} (${games.slice(0, MOST_GAMES).join(", ")}${more})`;
  if (first.kind === "two-dates")
    return `${first.table}: ${rows} keys stand on ${first.belongs} and again on ${first.date}.`;
  const what = `${first.table}: ${rows} rows${ofGames} ${first.date === null ? "have no date" : `stand on ${first.date}`}`;
  if (first.belongs !== null) return `${what}; the schedule lists them on ${first.belongs}.`;
  if (first.kind === "foreign-ids") return `${what}; the schedule knows no such game.`;
  if (first.kind === "outside") return `${what}, which lies outside every declared season.`;
  return first.date === null ? `${what}.` : `${what}, a day without games.`;
}
