import type { CivilDate } from "../../dates/civil-date.ts";
import type { Row } from "../../warehouse/warehouse.ts";
import type { ScheduledGame } from "./game.ts";
import type { Original } from "./originals.ts";

/** Why a game has no rows although it was asked for, which holds back no other game. */
export type Lacking = {
  readonly game: ScheduledGame;
  /** withheld: refused, while its sibling is given. absent: the source does not have it. */
  readonly why: "withheld" | "absent";
  readonly words: string;
};

export type FoundGame = {
  readonly game: string;
  readonly rows: readonly Row[];
  readonly source: Original;
};

export type Gathered = {
  readonly found: readonly FoundGame[];
  readonly lacking: readonly Lacking[];
};

/** What a source gives of these games of one date. Throws for the date as a whole. */
export type Gather = (
  date: CivilDate,
  wanted: readonly ScheduledGame[],
  signal: AbortSignal,
) => Promise<Gathered>;
