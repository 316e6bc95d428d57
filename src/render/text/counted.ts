import type { Counted } from "../../records/observed.ts";
import { count } from "./words.ts";

const number = (value: number): string => value.toLocaleString("en-US");

/** One line: what was read anew, and where the rest is from. */
export function countedText({ anew, of, since, why }: Counted): string {
  if (since === null)
    return `counted anew: all ${count(of.tables, "table")}, ${number(of.cells)} cells${why === null ? "" : `, because ${why}`}`;
  return `counted anew: ${number(anew.tables)} of ${count(of.tables, "table")}, ${number(anew.cells)} of ${number(of.cells)} cells; the rest unchanged since ${since}`;
}
