import { printRange } from "../dates/range.ts";
import { type Run, runsOf } from "../gaps/runs.ts";
import type { GameDay } from "../health/calendar.ts";
import { roundScore } from "../health/score.ts";
import { quoted } from "./markdown.ts";
import { type BoundedScore, isCertain } from "./season-slice.ts";

const HARMLESS = /^[\p{L}\p{N}][\p{L}\p{N} .,:;()'/%+_-]*$/u;
const LINKED = /www\.|:\/\/|:[\w+-]+:|\bGH-\d|\b[0-9a-f]{7,40}\b|__|(^|\s)_|_(\s|$)/i;

/** Text of the configuration: as it stands where GitHub can make nothing of it, else as inline code. */
export const wording = (text: string): string =>
  text.length <= 300 && HARMLESS.test(text) && !LINKED.test(text) ? text : quoted(text);

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const oneDecimal = (value: number): string => roundScore(value).toFixed(1);

export const percent = (value: number | null): string =>
  value === null ? "nothing expected" : `${oneDecimal(value)} %`;

export const share = (part: number, whole: number): string =>
  whole === 0 ? "" : `${oneDecimal((part / whole) * 100)} %`;

/** "77.1", "77.1 (71.0 to 83.2)" where something could not be read, or that there is none. */
export function scoreText(score: BoundedScore | null): string {
  if (score === null) return "nothing expected";
  const bounds = `${oneDecimal(score.low)} to ${oneDecimal(score.high)}`;
  if (score.value === null) return `UNKNOWN (${bounds})`;
  return isCertain(score) ? oneDecimal(score.value) : `${oneDecimal(score.value)} (${bounds})`;
}

/** "2024-10-22..2024-11-04 (14), 2024-12-25, and 3 more runs in gaps.csv". */
export function runsText(runs: readonly Run[], limit = 12): string {
  const shown = runs
    .slice(0, limit)
    .map((run) =>
      run.dates.length === 1 ? printRange(run) : `${printRange(run)} (${run.dates.length})`,
    );
  const more = runs.length - shown.length;
  return [
    ...shown,
    ...(more > 0 ? [`and ${more} more ${more === 1 ? "run" : "runs"} in gaps.csv`] : []),
  ].join(", ");
}

export const datesText = (
  dates: readonly GameDay["date"][],
  days: readonly GameDay[],
  limit?: number,
): string => runsText(runsOf(dates, days), limit);

/** "a", "a and b", "a, b and c". */
export const listed = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
