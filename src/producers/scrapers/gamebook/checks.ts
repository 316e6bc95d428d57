import type { CivilDate } from "../../../dates/civil-date.ts";
import { refuse } from "../game/refusal.ts";
import type { TeamCode } from "../game/teams.ts";
import { type Gamebook, type Played, STATS, type Stat, type TeamBox } from "./gamebook.ts";

/** The game that a gamebook should be of. Points are null where nobody knows them yet. */
export type ExpectedGame = {
  readonly date: CivilDate;
  readonly visitor: TeamCode;
  readonly home: TeamCode;
  readonly visitorPoints: number | null;
  readonly homePoints: number | null;
};

/** Refuses the gamebook of another game, and one whose final score is another. */
export function checkGame(book: Gamebook, expected: ExpectedGame): void {
  const { date, visitor, home } = book;
  const own = `${visitor.team.code} at ${home.team.code} on ${date}`;
  const asked = `${expected.visitor} at ${expected.home} on ${expected.date}`;
  if (own !== asked) refuse(`it is of another game: ${own}, and not ${asked}`);
  for (const [box, points] of [
    [visitor, expected.visitorPoints],
    [home, expected.homePoints],
  ] as const)
    if (points !== null && box.totals.stats.points !== points)
      refuse(
        `${box.team.name} have ${box.totals.stats.points} points in it, and ${points} in the schedule`,
      );
}

/** Refuses a gamebook whose numbers do not agree with each other, naming every difference. */
export function checkSums(book: Gamebook, remarks: string[]): void {
  const { visitor, home } = book;
  if (visitor.team.code === home.team.code) refuse(`it has ${home.team.name} on both sides`);
  const differences = [visitor, home].flatMap((box) => {
    const other = box === visitor ? home : visitor;
    return [
      ...totalsDifferences(book, box, remarks),
      ...timeDifferences(book, box),
      ...box.played.flatMap(lineDifferences),
      ...pointsDifferences(box),
      ...plusMinusDifferences(box, other, remarks),
    ].map((what) => `${box.team.code}: ${what}`);
  });
  if (differences.length > 0) refuse(`its numbers disagree: ${differences.join("; ")}`);
}

const sumOf = (played: readonly Played[], stat: Stat): number =>
  played.reduce((sum, { stats }) => sum + stats[stat], 0);

/** From this season on a missed heave at the end of a period counts for the team and for no player. */
const HEAVES_SINCE = "2025-10-01";
/** There are not more ends of periods than these in a game. */
const MOST_HEAVES = 8;

function totalsDifferences({ date }: Gamebook, box: TeamBox, remarks: string[]): string[] {
  const { played, totals } = box;
  const over = (stat: Exclude<Stat, "plusMinus">) => totals.stats[stat] - sumOf(played, stat);
  const heaves = over("threesAttempted");
  const areHeaves =
    date >= HEAVES_SINCE &&
    heaves > 0 &&
    heaves <= MOST_HEAVES &&
    over("fieldGoalsAttempted") === heaves;
  if (areHeaves) remarks.push(`${heaves} heaves of ${box.team.name} count for no player`);
  return STATS.flatMap((stat) => {
    if (stat === "plusMinus" || over(stat) === 0) return [];
    if (areHeaves && (stat === "threesAttempted" || stat === "fieldGoalsAttempted")) return [];
    return [`${words(stat)} are ${sumOf(played, stat)} by player and ${totals.stats[stat]} in all`];
  });
}

const FULL_SECONDS = 240 * 60;
const OVERTIME_SECONDS = 25 * 60;

/** The printed total is exact; every player's time is rounded to a second. */
function timeDifferences({ overtimes }: Gamebook, { played, totals }: TeamBox): string[] {
  const full = FULL_SECONDS + overtimes * OVERTIME_SECONDS;
  const sum = played.reduce((total, { seconds }) => total + seconds, 0);
  const differences: string[] = [];
  if (totals.seconds !== full)
    differences.push(
      `its time is ${clock(totals.seconds)}, and ${clock(full)} with ${overtimes} overtimes`,
    );
  if (Math.abs(sum - full) > played.length)
    differences.push(`the minutes of its players add up to ${clock(sum)}, and not ${clock(full)}`);
  return differences;
}

/** What one player's numbers cannot be, whatever the others have. */
function lineDifferences({ name, stats }: Played): string[] {
  const { offensiveRebounds, defensiveRebounds, rebounds } = stats;
  const { fieldGoalsMade, fieldGoalsAttempted, threesMade, threesAttempted } = stats;
  const { freeThrowsMade, freeThrowsAttempted } = stats;
  const differences = STATS.filter((stat) => stat !== "plusMinus" && stats[stat] < 0).map(
    (stat) => `${name} has ${stats[stat]} ${words(stat)}, and less than 0 cannot be`,
  );
  if (
    fieldGoalsMade > fieldGoalsAttempted ||
    threesMade > threesAttempted ||
    freeThrowsMade > freeThrowsAttempted ||
    threesMade > fieldGoalsMade ||
    threesAttempted > fieldGoalsAttempted
  )
    differences.push(`${name} has made more than he attempted`);
  if (offensiveRebounds + defensiveRebounds !== rebounds)
    differences.push(
      `${name} has ${rebounds} rebounds, and ${offensiveRebounds} and ${defensiveRebounds} of the two kinds`,
    );
  return differences;
}

function pointsDifferences({ played, totals, periods }: TeamBox): string[] {
  const final = periods.reduce((sum, points) => sum + points, 0);
  const lines = played.flatMap(({ name, stats }) => {
    const { fieldGoalsMade, threesMade, freeThrowsMade, points } = stats;
    const scored = 2 * fieldGoalsMade + threesMade + freeThrowsMade;
    return scored === points ? [] : [`${name} made shots worth ${scored} and has ${points} points`];
  });
  return totals.stats.points === final
    ? lines
    : [...lines, `its players have ${totals.stats.points} points, and the final score is ${final}`];
}

/** The printed total is the margin, or five times it. The players' own sum is off by a little in real papers: remarked on. */
function plusMinusDifferences(box: TeamBox, other: TeamBox, remarks: string[]): string[] {
  const margin = box.totals.stats.points - other.totals.stats.points;
  const sum = sumOf(box.played, "plusMinus");
  if (sum !== 5 * margin)
    remarks.push(`plus-minus of ${box.team.name} adds up to ${sum}, and not to ${5 * margin}`);
  const { plusMinus } = box.totals;
  return plusMinus === null || plusMinus === margin || plusMinus === 5 * margin
    ? []
    : [`plus-minus is ${plusMinus} in all, and the margin ${margin}`];
}

const words = (stat: Stat): string =>
  stat.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

const clock = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
