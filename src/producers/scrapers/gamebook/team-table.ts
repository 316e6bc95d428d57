import { refuse } from "../game/refusal.ts";
import { teamCalled } from "../game/teams.ts";
import { type Absent, type Played, STATS, type TeamBox } from "./gamebook.ts";
import { COLUMNS, NAME, quoted, secondsOf } from "./lines.ts";

/** What a team's own table holds; the other parts of its box follow both tables. */
export type TeamTable = Omit<TeamBox, "inactive" | "periods" | "pointsInPaint">;

const TITLE = /^(?:VISITOR|HOME): ?(.+?)(?: ?\((\d+)-(\d+)\))?$/i;
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
/** A number, a name and nothing else: the reason, and its kind, are on the next line. */
const NAME_ALONE = new RegExp(String.raw`^\d{1,2} ${NAME}$`, "u");
const KIND = /^(?:NWT|DNP|DND)\b/;
/** Minutes and numbers: a player who was on court, however the rest of the line is printed. */
const HAS_NUMBERS = /\d:[0-5]\d [+-]?\d/;

/**
 * Reads one team's lines, its title first. Every line down to the totals must be understood, for one that is passed over
 * may be a player; what stands below them is remarked on.
 */
export function readTeamTable(lines: readonly string[], remarks: string[]): TeamTable {
  const [title = "", columns = "", ...rest] = lines;
  const [, name, wins, losses] = TITLE.exec(title) ?? [];
  if (name === undefined) refuse(`${quoted(title)} names no team`);
  const team = teamCalled(name);
  if (team === undefined) refuse(`${quoted(name)} is none of the thirty teams`);
  if (columns.toUpperCase().replace(/^.*?(?=MIN )/, "") !== COLUMNS)
    refuse(`the columns of ${team.name} are ${quoted(columns)}, and not ${COLUMNS}`);
  const [played, absent]: [Played[], Absent[]] = [[], []];
  let totals: TeamBox["totals"] | undefined;
  for (const line of whole(rest)) {
    const fault = () => refuse(`the line ${quoted(line)} of ${team.name} is not understood`);
    if (totals !== undefined) {
      if (isEntry(line) || HAS_NUMBERS.test(line)) fault();
      if (!BELOW_TOTALS.test(line))
        remarks.push(`below the totals of ${team.name} stands ${quoted(line)}`);
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
  const record = (text: string | undefined) => (text === undefined ? null : Number(text));
  return { team, wins: record(wins), losses: record(losses), played, absent, totals };
}

const isEntry = (line: string): boolean => PLAYED.test(line) || ABSENT.test(line);

/**
 * Puts reasons that run over line ends back together. A reason may begin its second line with a number, as a player's
 * line does ("10 Day Contract"): only what reads as a whole line of the list begins one.
 */
function whole(lines: readonly string[]): string[] {
  const joined: string[] = [];
  for (const [index, line] of lines.entries()) {
    const last = joined.at(-1) ?? "";
    const next = lines[index + 1] ?? "";
    const isName = NAME_ALONE.test(line) && KIND.test(next);
    const begins =
      isEntry(line) ||
      isName ||
      HAS_NUMBERS.test(line) ||
      TOTALS.test(line) ||
      BELOW_TOTALS.test(line);
    const continues = ABSENT.test(last) || (NAME_ALONE.test(last) && KIND.test(line));
    if (!begins && continues) joined.splice(-1, 1, `${last} ${line}`);
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
