import { z } from "zod";
import type { Row } from "../../rows.ts";

/** Games that a source withheld when it was last asked, by table id and game: what it answered, in words. */
export type Withheld = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What is recorded of where rows are from, for `@first_date` to `@last_date`, both included, oldest first. */
export const SOURCES_QUERY = [
  "SELECT table_id, sources_json FROM `ops.row_sources`",
  "WHERE game_date BETWEEN @first_date AND @last_date ORDER BY recorded_at",
].join("\n");

const Sources = z.array(
  z.looseObject({ game: z.string(), why: z.string().optional(), words: z.string().optional() }),
);

/** A later line of the same game goes before an earlier one: it may have been given since. */
export function readWithheld(rows: readonly Row[]): Withheld {
  const tables = new Map<string, Map<string, string>>();
  for (const row of rows) {
    const table = String(row["table_id"]);
    const games = tables.get(table) ?? new Map<string, string>();
    tables.set(table, games);
    for (const { game, why, words = "" } of parsed(String(row["sources_json"])))
      if (why === "withheld") games.set(game, words);
      else games.delete(game);
  }
  return tables;
}

/** A line that says nothing that is understood excuses nothing. */
function parsed(text: string): z.infer<typeof Sources> {
  try {
    return Sources.safeParse(JSON.parse(text)).data ?? [];
  } catch {
    return [];
  }
}
