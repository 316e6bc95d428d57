import { createHash } from "node:crypto";
import type { CivilDate } from "../dates/civil-date.ts";
import type { Content } from "./content.ts";
import { RefusedWriteError, type RestoreRequest } from "./warehouse.ts";

/** Texts of the first versions of this tool, which still stand in their ledgers: without a form before them. */
export const isOldFingerprint = (text: string): boolean => text !== "" && !text.includes(":");

/** The beginning of a fingerprint: who hashed, and which columns were left out. Texts of two forms say nothing of each other. */
export function formOf(engine: string, volatileColumns: readonly string[]): string {
  const names = [...new Set(volatileColumns.map((name) => name.toLowerCase()))].sort();
  return names.length === 0 ? engine : `${engine}.${shortHash(names.join(" "))}`;
}

export const shortHash = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 6);

/** The columns that count, in an order of their own: another order of the same columns is the same content. */
export function hashedColumns<T extends { readonly name: string }>(
  columns: readonly T[],
  volatileColumns: readonly string[],
): T[] {
  const left = new Set(volatileColumns.map((name) => name.toLowerCase()));
  const key = ({ name }: T) => name.toLowerCase();
  return columns
    .filter((column) => !left.has(key(column)))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const formIn = (text: string): string => text.slice(0, text.indexOf(":") + 1);

/** Throws RefusedWriteError where a date holds something else than the run left, or where that can no longer be said. */
export function guardUnchanged(
  run: string,
  { table, dates, fingerprints }: RestoreRequest["tables"][number],
  now: ReadonlyMap<CivilDate, Content>,
): void {
  const left = (date: CivilDate) => fingerprints.get(date) ?? "";
  const differing = dates.filter((date) => (now.get(date)?.fingerprint ?? "") !== left(date));
  const [first] = differing;
  if (first === undefined) return;
  const unlike = differing.filter((date) => {
    const text = now.get(date)?.fingerprint ?? "";
    return text !== "" && left(date) !== "" && formIn(text) !== formIn(left(date));
  });
  if (unlike.length > 0)
    throw new RefusedWriteError(
      `${table}: nobody can tell whether ${unlike.join(", ")} still hold what ${run} wrote: its fingerprints were made by another version of the engine, or the volatileColumns of the table have changed since. Declare them as they were, or use the version that wrote them. Nothing was restored.`,
    );
  throw new RefusedWriteError(
    `${table} no longer holds what ${run} wrote on ${differing.join(", ")}: somebody wrote later. Nothing was restored.`,
  );
}
