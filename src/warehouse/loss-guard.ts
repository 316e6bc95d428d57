import type { CivilDate } from "../dates/civil-date.ts";
import type { Row } from "../rows.ts";

/** Where the rows are, as FROM takes them in the common SQL. */
export type Relations = {
  readonly before: string;
  readonly after: string;
  readonly dates: readonly CivilDate[];
};

/** What a write may not take away (src/backfill/run/losses.ts): SELECTs of the common SQL, and what their rows mean. */
export type LossGuard = {
  /** What the new rows lack of those that are there. */
  readonly lost: (relations: Relations) => string;
  /** What others know of it, in as few statements as an engine takes; asked only where something is lost. */
  readonly evidence: (relations: Relations) => readonly string[];
  readonly judge: (
    lost: readonly Row[],
    evidence: readonly Row[],
    allowShrink: boolean,
  ) => {
    /** What is wrong, a sentence each; empty where the loss is right, or was accepted. */
    readonly problems: readonly string[];
  } & Pick<Losses, "misplaced">;
};

export type Losses = {
  /** Null where nothing is wrong. */
  readonly why: string | null;
  /** By date, how many of the lost keys did not belong there: no date shrinks by what was misplaced. */
  readonly misplaced: ReadonlyMap<CivilDate, number>;
};
