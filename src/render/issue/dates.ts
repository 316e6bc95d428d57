import type { CivilDate } from "../../dates/civil-date.ts";
import { printRange } from "../../dates/range.ts";
import type { CauseRun } from "../../issues/cause-runs.ts";
import { quoted, table } from "../text/markdown.ts";
import { listed, wording } from "../text/phrases.ts";

const MOST_ROWS = 40;

/** Where the environment's newest reports are in the repository. */
export const latestPath = (environment: string, file: string): string =>
  `reports/${environment}/latest/${file}`;

/** Each date with what is wrong on it, dates that are alike together. No task boxes: GitHub lets readers tick them. */
export function datesTable({ dates }: CauseRun, environment: string): string {
  const rows: { first: CivilDate; last: CivilDate; count: number; words: string }[] = [];
  for (const { date, cells } of dates) {
    const words = cellWords(cells);
    const last = rows.at(-1);
    if (last?.words === words) Object.assign(last, { last: date, count: last.count + 1 });
    else rows.push({ first: date, last: date, count: 1, words });
  }
  const shown = rows
    .slice(0, MOST_ROWS)
    .map(({ first, last, count, words }) => [printRange({ first, last }), String(count), words]);
  const left = rows.slice(MOST_ROWS).reduce((sum, { count }) => sum + count, 0);
  return [
    table(["date", "game dates", "what is wrong"], shown),
    ...(left === 0
      ? []
      : [
          `And ${left} game dates more: \`${latestPath(environment, "gaps.csv")}\` has every cell.`,
        ]),
  ].join("\n\n");
}

/** "missing: tdza, psza; partial, 3 of 7 games: bdl_box_scores". */
function cellWords(cells: CauseRun["dates"][number]["cells"]): string {
  const byState = Map.groupBy(cells, ({ state }) => state);
  return [...byState]
    .map(
      ([state, some]) =>
        `${wording(state)}: ${some.map(({ table: id }) => wording(id)).join(", ")}`,
    )
    .join("; ");
}

/** "2024-10-22, 2024-10-23 and 2024-10-24", shortened where they are many. */
export function dayWords(days: readonly CivilDate[]): string {
  const sorted = [...days].sort();
  if (sorted.length <= 5) return listed(sorted);
  return `${sorted[0]} to ${sorted.at(-1)} (${sorted.length} game dates)`;
}

/** A run's name, which comes from its host. */
export const runWords = (run: string): string => quoted(run, 200);
