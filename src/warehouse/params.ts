import type { CivilDate } from "../dates/civil-date.ts";
import type { Params } from "./warehouse.ts";

/** The three parameters every model may use. */
export function dateParams(dates: readonly CivilDate[]): Params {
  const sorted = [...dates].sort();
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (first === undefined || last === undefined) throw new Error("A claim has at least one date.");
  return {
    dates: { type: "ARRAY<DATE>", value: sorted },
    first_date: { type: "DATE", value: first },
    last_date: { type: "DATE", value: last },
  };
}
