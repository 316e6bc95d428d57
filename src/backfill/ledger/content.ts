import type { CivilDate } from "../../dates/civil-date.ts";

/** What a date of a table holds now; the fingerprint of no rows is "". */
export type Content = { readonly rows: number; readonly fingerprint: string };

/** By table, then by date. A date without an entry was not read; one that was read and is empty has one. */
export type ContentNow = ReadonlyMap<string, ReadonlyMap<CivilDate, Content>>;

export const NOTHING_READ: ContentNow = new Map();

/** Who hashed, and which columns were left out. Texts of the first versions of this tool have none. */
const formOf = (fingerprint: string): string =>
  fingerprint.slice(0, Math.max(0, fingerprint.indexOf(":")));

/** Whether two fingerprints say something of each other; no rows are no rows in every form. */
export const canCompare = (one: string, other: string): boolean =>
  one === "" || other === "" || formOf(one) === formOf(other);

/** Of the first versions of this tool: a count and a sum, which nothing of today compares with. */
export const isOldForm = (fingerprint: string): boolean =>
  fingerprint !== "" && formOf(fingerprint) === "";
