import { refuse } from "../refusal.ts";
import { teamCalled } from "../teams.ts";
import { type Absent, type Played, STATS, type TeamBox } from "./gamebook.ts";
import { COLUMNS, NAME, quoted, secondsOf } from "./lines.ts";

/** What a team's own table holds; the other parts of its box follow both tables. */
export type TeamTable = Omit<TeamBox, "inactive" | "periods" | "pointsInPaint">;

const TITLE = /^(?:VISITOR|HOME): ?(.+?) ?\((\d+)-(\d+)\)$/i;
const PLAYED = new RegExp(
  String.raw`^(\d{1,2}) (${NAME}?)(?: ([FCG]))? (\d{1,3}:[0-5]\d)((?: [+-]?\d+){${STATS.length}})$`,
  "u",
);
const ABSENT = new RegExp(String.raw`^(\d{1,2}) (${NAME}?) (NWT|DNP|DND)(?: ?- ?(.*))?$`, "u");
/** The players' column has no name here, and plus-minus may be left out. */
const TOTALS = new RegExp(
  String.raw`^(?:Totals:? )?(\d{3}:[0-5]\d)((?: [+-]?\d+){${STATS.length - 1},${STATS.length}})$`,
  "i",
);
const BELOW_TOTALS = /^(?:\d*\.?\d+%|TM REB:)/;
/** A line of the list begins with a jersey; what does not is the rest of the reason before it. */
const JERSEY = /^\d{1,2} \p{L}/u;

/** Reads one team's lines, its title first. Every line must be understood. */
export function readTeamTable(lines: readonly string[]): TeamTable {
  const [title = "", columns = "", ...rest] = lines;
  const [, name, wins, losses] = TITLE.exec(title) ?? [];
  if (name === undefined) refuse(`${quoted(title)} is not a team with its record`);
  const team = teamCalled(name);
  if (team === undefined) refuse(`${quoted(name)} is none of the thirty teams`);
  if (columns.replace(/^.*?(?=MIN )/, "") !== COLUMNS)
    refuse(`the columns of ${team.name} are ${quoted(columns)}, and not ${COLUMNS}`);
  const [played, absent]: [Played[], Absent[]] = [[], []];
  let totals: TeamBox["totals"] | undefined;
  for (const line of whole(rest)) {
    const fault = () => refuse(`the line ${quoted(line)} of ${team.name} is not understood`);
    if (totals !== undefined) {
      if (!BELOW_TOTALS.test(line)) fault();
      continue;
    }
    const one = playedOf(line);
    const other = one === undefined ? absentOf(line) : undefined;
    if (one !== undefined) played.push(one);
    else if (other !== undefined) absent.push(other);
    else totals = totalsOf(line) ?? fault();
  }
  if (played.length === 0)
    refuse(`nobody of ${team.name} has played in it: it is an early version; fetch it again`);
  if (totals === undefined) refuse(`${team.name} has no row of totals: it is not whole`);
  return { team, wins: Number(wins), losses: Number(losses), played, absent, totals };
}

/** Puts reasons that run over line ends back together. */
function whole(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    const begins = JERSEY.test(line) || TOTALS.test(line) || BELOW_TOTALS.test(line);
    if (!begins && last !== undefined && ABSENT.test(last)) joined.splice(-1, 1, `${last} ${line}`);
    else joined.push(line);
  }
  return joined;
}

function playedOf(line: string): Played | undefined {
  const [, jersey, name, position, clock, numbers] = PLAYED.exec(line) ?? [];
  if (jersey === undefined || name === undefined || clock === undefined) return undefined;
  const values = numbersOf(numbers);
  const entries = STATS.map((stat, index) => [stat, values[index]]);
  return {
    jersey,
    name,
    position: (position ?? null) as Played["position"],
    seconds: secondsOf(clock),
    stats: Object.fromEntries(entries) as Played["stats"],
  };
}

function absentOf(line: string): Absent | undefined {
  const [, jersey, name, kind, reason = ""] = ABSENT.exec(line) ?? [];
  if (jersey === undefined || name === undefined) return undefined;
  return { jersey, name, kind: kind as Absent["kind"], reason: reason.trim() || null };
}

function totalsOf(line: string): TeamBox["totals"] | undefined {
  const [, clock, numbers] = TOTALS.exec(line) ?? [];
  if (clock === undefined) return undefined;
  const values = numbersOf(numbers);
  const hasPlusMinus = values.length === STATS.length;
  const own = STATS.filter((stat) => hasPlusMinus || stat !== "plusMinus");
  const { plusMinus = null, ...stats } = Object.fromEntries(
    own.map((stat, index) => [stat, values[index]]),
  );
  return { seconds: secondsOf(clock), plusMinus, stats: stats as TeamBox["totals"]["stats"] };
}

const numbersOf = (text = ""): number[] => text.trim().split(" ").map(Number);
