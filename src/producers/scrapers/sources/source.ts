import type { CivilDate } from "../../../dates/civil-date.ts";
import type { Row } from "../../../warehouse/warehouse.ts";
import type { ScheduledGame } from "../game/game.ts";
import type { Original } from "../originals/originals.ts";

/** Why nothing new of a game is written although it was asked for, which holds back no other game. */
export type Lacking = {
  readonly game: ScheduledGame;
  /**
   * withheld: the source refuses it, while it gives its sibling. absent: the source does not have it. refused: what the
   * source gives cannot be accepted.
   */
  readonly why: "withheld" | "absent" | "refused";
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
  /** What a person can do about all of them at once. */
  readonly advice?: string;
};

/** What a source gives of these games of one date. Throws for the date as a whole. */
export type Gather = (
  date: CivilDate,
  wanted: readonly ScheduledGame[],
  signal: AbortSignal,
) => Promise<Gathered>;
