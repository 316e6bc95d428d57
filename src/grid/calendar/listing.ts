import type { CivilDate } from "../../dates/civil-date.ts";
import type { ScheduleRow } from "./calendar.ts";

/** What an id looks like: its letters and digits left out. */
const formOf = (game: string): string => game.replace(/\p{L}+/gu, "a").replace(/\d+/g, "0");

/** Which games the schedule lists on which dates: every row of it, whether the game counts or not. */
export class Listing {
  readonly #games = new Map<CivilDate, Set<string>>();
  readonly #dates = new Map<string, CivilDate[]>();
  readonly #forms = new Set<string>();
  readonly #lengths = new Set<number>();

  constructor(rows: readonly Pick<ScheduleRow, "date" | "game">[]) {
    for (const { date, game } of rows) {
      const games = this.#games.get(date) ?? new Set();
      if (!games.has(game)) this.#dates.set(game, [...(this.#dates.get(game) ?? []), date].sort());
      this.#games.set(date, games.add(game));
      this.#forms.add(formOf(game));
      this.#lengths.add(game.length);
    }
  }

  hasDate(date: CivilDate): boolean {
    return this.#games.has(date);
  }

  has(date: CivilDate, game: string): boolean {
    return this.#games.get(date)?.has(game) ?? false;
  }

  /** Whether a game that it does not list could be one of its own, by the look of its id. */
  hasFormOf(game: string): boolean {
    // Ids that are all of one length are so on purpose.
    const fits = this.#lengths.size !== 1 || this.#lengths.has(game.length);
    return fits && this.#forms.has(formOf(game));
  }

  /** Games that are listed on more than one date, with the dates. */
  get repeated(): readonly (readonly [game: string, dates: readonly CivilDate[]])[] {
    return [...this.#dates].filter(([, dates]) => dates.length > 1);
  }

  /** The dates on which a game is listed, oldest first; empty for a game that the schedule does not know. */
  datesOf(game: string): readonly CivilDate[] {
    return this.#dates.get(game) ?? [];
  }
}
