import type { CivilDate } from "../dates/civil-date.ts";
import type { GameDay } from "../grid/calendar/calendar.ts";
import type { Cell, Grid } from "../grid/grid.ts";
import { arrivalWords, cadenceWords } from "../pipeline/rhythm.ts";
import { gamesCalendar, seasonOf } from "../pipeline/rules.ts";
import type { TableConfig, Waiver } from "../pipeline/schema.ts";

/** What a cell is held against: the figures of its date, and the rules that give them, a sentence each. */
export type Held = {
  readonly unit: Cell["unit"];
  /** What a full date holds; null where no number says it, or where it could not be worked out. */
  readonly expected: number | null;
  readonly rules: readonly string[];
};

export function heldAgainst(
  grid: Grid,
  table: TableConfig,
  cell: Cell,
  day: GameDay,
  excusing: readonly Waiver[],
): Held {
  return {
    unit: cell.unit,
    expected: cell.expected,
    rules: [
      calendarRule(grid, day),
      ...fullRules(grid, table, cell.expected),
      ...rhythmRules(grid, table),
      ...warmUpRule(grid, table, day),
      ...excusing.map(
        ({ reason, expires, games }) =>
          `A waiver excuses ${games === undefined ? "the date" : `game ${games.join(", ")}`} until ${expires}: ${reason}`,
      ),
    ],
  };
}

/** What is known where rules are put in words. */
type Known = Pick<Grid, "pipeline" | "usual"> & {
  /** Said in place of a figure that is not known. */
  readonly unknown?: string;
};

/**
 * The rules that are declared for a table on a date, for whoever has no grid. `expected` is null where nobody says it, and
 * `unknown` is then said in its place.
 */
export function declaredRules(
  known: Pick<Grid, "pipeline" | "policy"> & { readonly unknown: string },
  table: TableConfig,
  date: CivilDate,
  expected: number | null,
): string[] {
  const { pipeline } = known;
  const season = seasonOf(pipeline, date);
  const isAlone = table.full === undefined && table.covers === undefined;
  const hasHistory = isAlone && gamesCalendar(pipeline)?.table !== table.id;
  return [
    ...(hasHistory
      ? [`About as many rows as on other dates: ${known.unknown}.`]
      : fullRules(known, table, expected)),
    ...rhythmRules({ pipeline }, table),
    ...(season === undefined ? [] : warmUpRule(known, table, season)),
  ];
}

/** What the calendar says of the day. */
function calendarRule({ pipeline }: Grid, { games, season, seasonDay, unlisted }: GameDay): string {
  const when = `day ${seasonDay} of season ${season} (opening night is day 0)`;
  const schedule = gamesCalendar(pipeline)?.table;
  if (schedule === undefined) return `Every day of a season is a date; this is ${when}.`;
  if (unlisted !== undefined) return `UNKNOWN what the date expects: ${unlisted}; it is ${when}.`;
  return `${schedule} lists ${plural(games.length, "game")} on it; it is ${when}.`;
}

/** `full`, `covers`, or the table's own history, with the number each gives for this date. */
function fullRules(grid: Known, table: TableConfig, expected: number | null): string[] {
  const { full, covers } = table;
  const { unknown = "UNKNOWN, for that could not be read" } = grid;
  const known = (what: (n: number) => string) => (expected === null ? unknown : what(expected));
  const rules: string[] = [];
  if (full === "presence") rules.push("full: presence: any row will do.");
  else if (full !== undefined && "fixed" in full)
    rules.push(`full: fixed: ${plural(full.fixed, "row")} on every date.`);
  else if (full !== undefined && "share" in full) {
    const { of, atLeast, atMost } = full.share;
    rules.push(
      `full: share: at least ${percent(atLeast)} of the rows of ${of}: ${known((n) => `it has ${plural(n, "row")}, so at least ${Math.ceil(n * atLeast)}`)}.`,
    );
    if (atMost !== undefined)
      rules.push(
        `full: share: at most ${percent(atMost)} of them: ${known((n) => `${Math.floor(n * atMost)}`)}.`,
      );
  } else if (full !== undefined) {
    const { rowsPerGame } = full.games;
    rules.push(`full: games: a row for each game: ${known((n) => plural(n, "game"))}.`);
    if (rowsPerGame !== undefined)
      rules.push(
        `full: games: ${plural(rowsPerGame, "row")} a game: ${known((n) => plural(n * rowsPerGame, "row"))}.`,
      );
  }
  if (covers !== undefined)
    rules.push(
      `covers: a row for each key (${covers.on.join(", ")}) of ${covers.table} on the date${covers.extra === "refused" ? ", and for no other key" : ""}.`,
    );
  const usual = grid.usual?.get(table.id);
  if (usual !== undefined)
    rules.push(
      `About as many rows as on other dates: a ${usual.per} usually has ${Math.round(usual.rows)} (over ${plural(usual.of, usual.per)}), and at least ${Math.ceil(usual.atLeast)}.`,
    );
  if (gamesCalendar(grid.pipeline)?.table === table.id)
    rules.push("It is the schedule itself, which says what games there are.");
  else if (rules.length === 0)
    rules.push("Nothing else is declared, and too few dates are there to compare with: any row.");
  if (table.reconcile !== undefined)
    rules.push(`reconcile: the ${table.reconcile.points} of each game add up to its final score.`);
  return rules;
}

function rhythmRules(
  { pipeline, retention }: Pick<Grid, "pipeline" | "retention">,
  table: TableConfig,
): string[] {
  const { id, cadence, arrives_by: by, empty, since } = table;
  const kept = retention?.get(id);
  return [
    ...(cadence === undefined ? [] : [`cadence: ${cadenceWords(cadence)}.`]),
    ...(since === undefined ? [] : [`since: ${id} begins on ${since}.`]),
    `It is late, not missing, for ${pipeline.graceHours} hours after the date ends${by === undefined ? "" : `; it usually arrives ${arrivalWords(by, pipeline.timeZone)}`}.`,
    ...(empty === undefined ? [] : ["empty: allowed: a date without a row may be a zero."]),
    ...(kept === undefined
      ? []
      : [`Its rows are kept for ${kept.days} days: ${kept.oldest} and later.`]),
  ];
}

function warmUpRule(
  { pipeline: { warmUp }, policy }: Pick<Grid, "pipeline" | "policy">,
  { id }: TableConfig,
  { seasonDay }: Pick<GameDay, "seasonDay">,
): string[] {
  if (!warmUp.tables.includes(id) || seasonDay >= warmUp.days) return [];
  return [
    `warmUp: one of the first ${warmUp.days} days of a season; ${policy === "expected" ? "nothing is expected" : "its rows are expected all the same (policy: annotate)"}.`,
  ];
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`;
const plural = (n: number, one: string): string => `${n} ${one}${n === 1 ? "" : "s"}`;
