import type { CivilDate } from "../dates/civil-date.ts";
import type { Facts, Setting } from "./facts.ts";
import type { SampleSql } from "./sql.ts";

/** A cell, or rows of a table without a date. */
export type Place = { readonly table: string; readonly date: CivilDate | null };

export const placeOf = ({ table, date }: Place): string => `${table} ${date ?? "without a date"}`;

/**
 * What decisions ask of the verdict. unknown: BLOCKED. missing: STOP where the table's priority is P0, else short.
 * emptied: STOP where training needs the table. unsound: STOP where training needs the table, else not COMPLETE.
 * short: READY names it, COMPLETE it is not. p0: STOP for a P0 finding. told: a finding, and no verdict turns on it.
 */
export type Verdict = "unknown" | "missing" | "emptied" | "unsound" | "short" | "p0" | "told";

/** One thing done to the healthy sample, with what has to be said of it. */
export type Damage = {
  readonly kind: string;
  readonly table: string;
  /** Days that are its own in a world: no other damage is done on them. */
  readonly days: readonly CivilDate[];
  readonly sql: readonly string[];
  /** Each is named by a finding of one of the kinds, with one of the causes. */
  readonly places: readonly Place[];
  readonly findings: readonly string[];
  readonly causes: readonly string[];
  /** Where given, the state of each place that is a cell is one of these. */
  readonly states?: readonly string[];
  readonly verdict: Verdict;
  /** Places that may be named too, by findings of the same kinds. */
  readonly mayName?: (place: Place) => boolean;
  /** What is true of another table because of it. */
  readonly follows?: (place: Place, finding: string) => boolean;
};

/** Where the damages of one world are drawn. */
export interface Draw {
  readonly facts: Facts;
  readonly sql: SampleSql;
  readonly setting: Setting;
  random(): number;
  pick<T>(some: readonly T[]): T | undefined;
  /** Game dates that nothing was done on, where the table's cell is complete and can be judged. */
  free(table: string): readonly CivilDate[];
  /** Another damage has the day. */
  isTaken(day: CivilDate): boolean;
  /** Nothing was done on the day, and it is within what is looked at. */
  isFree(day: CivilDate): boolean;
  /** Days of a season without a game that nothing was done on. */
  freeOffDays(): readonly CivilDate[];
  /** The cell's own rows are gone, by a damage that is wider than a date. */
  isGone(place: Place): boolean;
  /** The cell's own rows or what it is judged by are gone, by a damage that is wider than a date. */
  isMasked(place: Place): boolean;
}

export type Kind = {
  readonly id: string;
  /** Where it makes sense. */
  readonly tables: (sql: SampleSql) => readonly string[];
  /** Days in a row that it needs, where they are many. */
  readonly days?: number;
  /** Null where the world has no room for it. */
  draw(world: Draw, table: string): Damage | null;
};

/** A damage wider than a date: it comes first in its world, and others keep out of its way. */
export type WideKind = {
  readonly id: string;
  readonly tables: (sql: SampleSql) => readonly string[];
  draw(world: Draw, table: string): WideDamage | null;
};
export type WideDamage = Damage & {
  /** Cells that say nothing any more of anything else. */
  readonly masks: (place: Place) => boolean;
  readonly setting?: Setting;
};

export const describeDamage = ({ kind, table, places }: Damage): string =>
  `${kind}: ${[table, ...places.slice(0, 3).map(placeOf)].join(", ")}${places.length > 3 ? `, and ${places.length - 3} more` : ""}`;
