import { RefusedSourceError } from "../game/refusal.ts";

/** Patterns that several parts of a gamebook share. Spaces are single: src/producers/scrapers/gamebook/pdf-lines.ts sees to that. */

/** Letters of any script, and what stands inside names: "D'Angelo Russell", "Karl-Anthony Towns", "Jaren Jackson Jr.". */
export const NAME = String.raw`\p{L}[\p{L}\p{M}'.\- ]*`;

/** The columns of both teams' tables, from the minutes on. */
export const COLUMNS = "MIN FG FGA 3P 3PA FT FTA OR DR TOT A PF ST TO BS +/- PTS";

const FURNITURE =
  /^(?:National Basketball Association|Official Scorer's Report|Final Box|Page \d+(?: of \d+)?)$/i;

/** What follows the two tables, by the words that begin a section. */
const TAIL = [
  "Inactive:",
  "Points in the Paint",
  "Score by Period",
  "Periods",
  "Technical fouls",
  "Memo",
  "Copyright",
  "2nd Chance Points",
  "Second Chance Points",
  "Fast Break Points",
  "Points off Turnovers",
  "Biggest Lead",
  "Lead Changes",
  "Times Tied",
  "Flagrant",
  "Ejections",
  "Team Rebounds",
  "Coach's Challenge",
] as const;
export type TailLabel = (typeof TAIL)[number];

/** Titles and page numbers carry nothing, wherever a page begins. */
export const isFurniture = (line: string): boolean => FURNITURE.test(line);

/** The section that a line begins; undefined for a line inside one. */
export const tailLabel = (line: string): TailLabel | undefined =>
  TAIL.find((label) => line.toLowerCase().startsWith(label.toLowerCase()));

/** A heading that nobody here knows: "Bench Points: 20 to 31", or words in capitals alone on a line. */
export const isUnknownHeading = (line: string): boolean =>
  /^[A-Z][\w'&/ -]{2,40}:/.test(line) || /^[A-Z][A-Z'&]+(?: [A-Z'&]+)+$/.test(line);

/** The words for an error, shortened. */
export const quoted = (line: string): string =>
  `"${line.length > 100 ? `${line.slice(0, 100)}...` : line}"`;

/**
 * What the rows do not need: a part that cannot be read is remarked on instead of refused, and its place is taken by
 * `fallback`. Otherwise a misprinted attendance would cost a game its players.
 */
export function tolerated<T, F>(remarks: string[], read: () => T, fallback: F): T | F {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RefusedSourceError)) throw error;
    remarks.push(error.message);
    return fallback;
  }
}

/** MM:SS, or MMM:SS of a team. */
export function secondsOf(clock: string): number {
  const [minutes, seconds] = clock.split(":").map(Number);
  return (minutes as number) * 60 + (seconds as number);
}
