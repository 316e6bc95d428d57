import type { Holding } from "./holding.ts";
import type { Readiness } from "./readiness.ts";

const MOST_NAMED = 5;

/** The sentence with its cells, by table: "3 needed cells are stale: pdc 2026-01-21, 2026-01-22; mlfs 2026-01-21". */
export function holdingText({ why, cells }: Holding): string {
  if (cells.length === 0) return why;
  const byTable = Map.groupBy(cells, ({ table }) => table);
  const named = [...byTable].map(([table, own]) => {
    const dates = [...new Set(own.map(({ date }) => date))].sort();
    const more = dates.length > MOST_NAMED ? `, and ${dates.length - MOST_NAMED} more dates` : "";
    return `${table} ${dates.slice(0, MOST_NAMED).join(", ")}${more}`;
  });
  return `${why}: ${named.join("; ")}`;
}

/** "READY, 3 dates short"; the state alone where nothing is short. */
export const stateText = ({ training, short }: Pick<Readiness, "training" | "short">): string =>
  training === "READY" && short.length > 0
    ? `READY, ${short.length} ${short.length === 1 ? "date" : "dates"} short`
    : training;
