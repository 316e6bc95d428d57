import type { Cell, Over } from "../../grid/grid.ts";
import type { TableConfig } from "../../pipeline/schema.ts";

/** Says of an over-counted table what it has too much of, and no more than is known: a CSV carries no keys. */
export function overCountTitle(
  name: string,
  { full, covers }: TableConfig,
  cells: readonly Cell[],
): string {
  const of = typeof full === "object" && "share" in full ? full.share.of : "another table";
  const keysRead = cells.every(({ over }) => over?.keysRead !== false);
  const what: Record<Over["by"], string> = {
    keys: "more rows than keys",
    games: "more games than the schedule has",
    rows: "more rows than a full date has",
    strays: "rows that stand where they do not belong",
    upstream: `rows without a key in ${covers?.table ?? "another table"}`,
    table: keysRead ? `${of} has fewer rows` : `more rows than ${of} has`,
  };
  const ways = new Set(cells.map(({ over }) => what[over?.by ?? "keys"]));
  return `${name} over-counted: ${[...ways].join(", or ")}`;
}
