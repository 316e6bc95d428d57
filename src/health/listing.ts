import type { CivilDate } from "../dates/civil-date.ts";
import type { ScheduleRow } from "./calendar.ts";

/** Which games the schedule lists on which dates: every row of it, whether the game counts or not. */
export class Listing {
  readonly #games = new Map<CivilDate, Set<string>>();
  readonly #dates = new Map<string, CivilDate[]>();

  constructor(rows: readonly Pick<ScheduleRow, "date" | "game">[]) {
    for (const { date, game } of rows) {
      const games = this.#games.get(date) ?? new Set();
      if (!games.has(game)) this.#dates.set(game, [...(this.#dates.get(game) ?? []), date].sort());
      this.#games.set(date, games.add(game));
    }
  }

  hasDate(date: CivilDate): boolean {
    return this.#games.has(date);
  }

  has(date: CivilDate, game: string): boolean {
    return this.#games.get(date)?.has(game) ?? false;
  }

  /** The dates on which a game is listed, oldest first; empty for a game that the schedule does not know. */
  datesOf(game: string): readonly CivilDate[] {
    return this.#dates.get(game) ?? [];
  }
}
