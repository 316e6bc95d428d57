import { type DateRange, printRange } from "../../dates/range.ts";
import { requiredCells } from "../../findings/assess/criteria.ts";
import { runsOf } from "../../findings/runs.ts";
import type { GameDay } from "../../grid/calendar/calendar.ts";
import { reportedAverage } from "../../grid/csv/review.ts";
import { type Cell, type Grid, isPresent } from "../../grid/grid.ts";
import { type BoundedScore, isCertain, roundScore } from "../../grid/score.ts";
import { averageOf, type Slice } from "../../grid/slice.ts";
import type { RunRecord } from "../../records/run-record.ts";
import { quoted } from "./markdown.ts";

const HARMLESS = /^[\p{L}\p{N}][\p{L}\p{N} .,:;()'/%+_-]*$/u;
const LINKED = /www\.|:\/\/|:[\w+-]+:|\bGH-\d|\b[0-9a-f]{7,40}\b|__|(^|\s)_|_(\s|$)/i;

/** Text of the configuration: as it stands where GitHub can make nothing of it, else as inline code. */
export const wording = (text: string): string =>
  text.length <= 300 && HARMLESS.test(text) && !LINKED.test(text) ? text : quoted(text);

/** A table's id stays as it is written. */
export const capital = (text: string): string =>
  /^[a-z0-9]*_/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);

export const oneDecimal = (value: number): string => roundScore(value).toFixed(1);

/** "88.7 %"; with its upper bound where what could not be read may be there as well. */
export function completionText({ grid }: Slice): string {
  const days = requiredCells(grid);
  if (days.length === 0) return "nothing expected";
  const where = (isThere: (cell: Cell) => boolean) =>
    days.filter((cells) => cells.every(isThere)).length;
  const read = where(isPresent);
  const best = where((cell) => isPresent(cell) || cell.state === "unknown");
  const least = share(read, days.length);
  return read === best ? least : `${least} to ${share(best, days.length)}`;
}

export const share = (part: number, whole: number): string =>
  whole === 0 ? "" : `${oneDecimal((part / whole) * 100)} %`;

/** "77.1", "77.1 (71.0 to 83.2)" where something could not be read, or that there is none. */
export function scoreText(score: BoundedScore | null): string {
  if (score === null) return "nothing expected";
  const bounds = `${oneDecimal(score.low)} to ${oneDecimal(score.high)}`;
  if (score.value === null) return `UNKNOWN (${bounds})`;
  return isCertain(score) ? oneDecimal(score.value) : `${oneDecimal(score.value)} (${bounds})`;
}

/** The average score as every report prints it, with its bounds where something is unknown. */
export function averageWords(slice: Slice): string {
  const average = averageOf(slice);
  return average === null || average.value === null ? "unknown" : scoreText(average);
}

/** The average of a CSV by its own scores, which the operators do not cap; nothing for a grid of a warehouse. */
export function reportedAverageText(grid: Grid): string[] {
  const average = reportedAverage(grid);
  if (average === null) return [];
  const { value, dates } = average;
  const some = dates === grid.days.length ? "" : ` (of ${dates} of ${grid.days.length} dates)`;
  return [`${oneDecimal(value)}${some}`];
}

/** `dates`: the game dates of the run, or how many they are. */
type RunOfDates = DateRange & { readonly dates: readonly unknown[] | number };

/** "2024-10-22..2024-11-04 (14), 2024-12-25, and 3 more runs in gaps.csv". */
export function runsText(runs: readonly RunOfDates[], limit = 12): string {
  const shown = runs.slice(0, limit).map((run) => {
    const n = typeof run.dates === "number" ? run.dates : run.dates.length;
    return n === 1 ? printRange(run) : `${printRange(run)} (${n})`;
  });
  const more = runs.length - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [`and ${more} more ${more === 1 ? "run" : "runs"} in gaps.csv`] : []),
  ].join(", ");
}

/** "2026-01-26T12:00:00Z"; text that is no instant as inline code. */
export function instantText(instant: Date | string): string {
  const at = new Date(instant);
  return Number.isNaN(at.getTime())
    ? quoted(String(instant))
    : at.toISOString().replace(".000Z", "Z");
}

export const datesText = (
  dates: readonly GameDay["date"][],
  days: readonly GameDay[],
  limit?: number,
): string => runsText(runsOf(dates, days), limit);

/** "a", "a and b", "a, b and c". */
export const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;

/** As the reports print it; of a record that was written before bounds were kept, without them. */
export function recordedAverage({
  averageScore: value,
  averageBounds,
}: Pick<RunRecord, "averageScore" | "averageBounds">): string {
  if (value === null) return "no score";
  return averageBounds === undefined ? oneDecimal(value) : scoreText({ ...averageBounds, value });
}
