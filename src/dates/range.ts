import { UserError } from "../errors.ts";
import { type CivilDate, parseCivilDate } from "./civil-date.ts";

/** Game dates (US Eastern labels, never converted), both ends included: first === last means one date. */
export type DateRange = { readonly first: CivilDate; readonly last: CivilDate };

/** Throws a UserError for a reversed range, with the order that was probably meant. */
export function dateRange(first: CivilDate, last: CivilDate): DateRange {
  if (first > last)
    throw new UserError(
      `The range ${first}..${last} is reversed: it ends before it starts. Did you mean ${last}..${first}?`,
    );
  return { first, last };
}

export const inRange = (date: CivilDate, range: DateRange): boolean =>
  date >= range.first && date <= range.last;

/** "2024-10-22..2024-11-04", or "2024-10-22" for one date. */
export const printRange = ({ first, last }: DateRange): string =>
  first === last ? first : `${first}..${last}`;

export function parseRange(text: string): DateRange {
  const [first, last, ...rest] = text.split("..");
  if (first === undefined || rest.length > 0)
    throw new UserError(`"${text}" is not a range; write 2024-10-22..2024-11-04.`);
  return dateRange(parseCivilDate(first), parseCivilDate(last ?? first));
}
