import { addDays, type CivilDate } from "../dates/civil-date.ts";
import { isIndependent } from "../pipeline/independence.ts";
import type { TableConfig } from "../pipeline/schema.ts";
import type { Listing } from "./calendar/listing.ts";
import type { Placement } from "./observe/placement.ts";

/** How rows come to stand where they do not belong (docs/reference/states.md). */
export const STRAY_KINDS = [
  "moved-game",
  "wrong-day",
  "wrong-date",
  "foreign-ids",
  "off-day",
  "two-dates",
  "undated",
  "outside",
] as const;
export type StrayKind = (typeof STRAY_KINDS)[number];

/** Rows of one table that stand where they do not belong. */
export type Stray = {
  readonly table: string;
  readonly kind: StrayKind;
  /** Where they stand; null for rows without a date. */
  readonly date: CivilDate | null;
  /** Null for rows of a table that names no game, or of no game. */
  readonly game: string | null;
  readonly rows: number;
  /** Where they belong: the date on which the schedule lists the game; null where it does not know it. */
  readonly belongs: CivilDate | null;
};

export type StrayWithDate = Stray & { readonly date: CivilDate };

/** Whether a run takes them out: rows without a date are in no claim, and of keys on two dates nothing says which is wrong. */
export const isRemovable = (stray: Stray): stray is StrayWithDate =>
  stray.date !== null && stray.kind !== "two-dates";

/** A date, or a game on it, that independent tables hold and the schedule does not list: the schedule is the suspect. */
export type Suspect = {
  readonly date: CivilDate;
  /** Null where the schedule lists nothing on the whole date and no table names a game. */
  readonly game: string | null;
  readonly tables: readonly string[];
};

/** Rows by date and game; "" is the game of rows that name none. */
export type HeldByDate = ReadonlyMap<CivilDate, ReadonlyMap<string, number>>;

export type StraysInput = {
  readonly tables: readonly TableConfig[];
  /** Undefined where every day of a season is a date. */
  readonly listing: Listing | undefined;
  /** The schedule's own table, with its games that are to be played, each on one date. */
  readonly schedule?: { readonly table: string; readonly played: Listing } | undefined;
  /** "date game" of older listings of games that the schedule itself has moved; none unless given. */
  readonly moved?: ReadonlySet<string>;
  readonly placements: ReadonlyMap<string, Placement>;
  /** By table: its rows within the range and after it. */
  readonly held: ReadonlyMap<string, HeldByDate>;
  /** Days on which the schedule is not known: nothing is misplaced there. */
  readonly unknown: ReadonlySet<CivilDate>;
  /** Days after this one, of a season or not, are in nobody's calendar. */
  readonly lastClose: CivilDate;
  /** The newest day whose rows an undeclared season may have; later ones are misplaced. */
  readonly tomorrow: CivilDate;
};

type Held = { readonly table: string; readonly date: CivilDate; readonly game: string | null };

/** Rows on a day, or of a game, that the schedule does not list. */
export function findStrays(input: StraysInput): {
  readonly strays: readonly Stray[];
  readonly suspects: readonly Suspect[];
} {
  const { listing } = input;
  const held = listing === undefined ? [] : heldGames(input, listing);
  const suspects = listing === undefined ? [] : suspectsOf(input, held, listing);
  const suspected = new Set(suspects.map(({ date, game }) => `${date} ${game ?? ""}`));
  const suspectDates = new Set(suspects.filter(({ game }) => game === null).map((one) => one.date));
  const misplaced = held.filter(
    ({ date, game }) => !suspected.has(`${date} ${game ?? ""}`) && !suspectDates.has(date),
  );
  const kinds = listing === undefined ? undefined : new Kinds(input, misplaced, listing);
  return {
    suspects,
    strays: [
      ...misplaced.flatMap((one) => (kinds === undefined ? [] : [kinds.strayOf(one)])),
      ...otherStrays(input),
      ...repeatedGames(input),
    ],
  };
}

type HeldRows = Held & { readonly rows: number };

/** What stands on days or under games that the schedule does not list there, on days that are known. */
function heldGames(input: StraysInput, listing: Listing): HeldRows[] {
  return input.tables.flatMap(({ id }) => {
    const found: HeldRows[] = [];
    const consider = (date: CivilDate, game: string, rows: number) => {
      if (date > input.lastClose || input.unknown.has(date)) return;
      const isListed = game === "" ? listing.hasDate(date) : listing.has(date, game);
      if (!isListed) found.push({ table: id, date, game: game === "" ? null : game, rows });
    };
    for (const [date, games] of input.held.get(id) ?? [])
      for (const [game, rows] of games) consider(date, game, rows);
    // An engine gives groups in any order, and the same rows have to give the same reports.
    return found.sort((a, b) => compareText(a.date, b.date) || compareText(a.game, b.game));
  });
}

const compareText = (one: string | null, other: string | null): number =>
  Number((one ?? "") > (other ?? "")) - Number((one ?? "") < (other ?? ""));

/** Two tables of different producers and without a common ancestor that hold the same: then it is the schedule that lacks it. */
function suspectsOf(
  { tables, held: all, moved }: StraysInput,
  found: readonly HeldRows[],
  listing: Listing,
): Suspect[] {
  // That rows were left behind says nothing against a schedule that knows where the game went.
  const held = found.filter(({ date, game }) => moved?.has(`${date} ${game}`) !== true);
  const agreed = (some: readonly HeldRows[]) =>
    some.some((one, index) =>
      some.slice(index + 1).some((other) => isIndependent(tables, one.table, other.table)),
    );
  // An id of a form that the schedule does not use is another name of a game, and no game that it lost. Where rows stand
  // on the listed date too, the schedule is confirmed.
  const ofGames = held.filter(
    ({ game }) =>
      game !== null &&
      listing.hasFormOf(game) &&
      !listing.datesOf(game).some((date) => [...all.values()].some(isHeld(date, game))),
  );
  const games = [...Map.groupBy(ofGames, ({ date, game }) => `${date} ${game}`).values()].flatMap(
    (some): Suspect[] => {
      const [first] = some;
      if (first === undefined || !agreed(some)) return [];
      return [{ date: first.date, game: first.game, tables: some.map(({ table }) => table) }];
    },
  );
  // A whole date: tables that name no game hold it too, and games under ids of their own. Rows of games that are listed
  // on other dates say nothing of this one, unless independent tables agree on them.
  const agreedOn = new Set(games.map(({ date, game }) => `${date} ${game}`));
  const unlisted = held.filter(
    ({ date, game }) =>
      !listing.hasDate(date) &&
      (game === null || listing.datesOf(game).length === 0 || agreedOn.has(`${date} ${game}`)),
  );
  const dates = [...Map.groupBy(unlisted, ({ date }) => date)].flatMap(([date, some]): Suspect[] =>
    agreed(some)
      ? [{ date, game: null, tables: [...new Set(some.map(({ table }) => table))] }]
      : [],
  );
  return [...games, ...dates].sort((a, b) => (a.date < b.date ? -1 : 1));
}

const isHeld =
  (date: CivilDate, game: string) =>
  (held: HeldByDate): boolean =>
    held.get(date)?.has(game) === true;

/** Says of each misplaced game what happened to it, from where else its rows stand. */
class Kinds {
  readonly #listing: Listing;
  readonly #input: StraysInput;
  readonly #tablesAt = new Map<string, number>();

  constructor(input: StraysInput, held: readonly HeldRows[], listing: Listing) {
    this.#input = input;
    this.#listing = listing;
    for (const { date, game } of held) {
      const key = `${date} ${game ?? ""}`;
      this.#tablesAt.set(key, (this.#tablesAt.get(key) ?? 0) + 1);
    }
  }

  strayOf({ table, date, game, rows }: HeldRows): Stray {
    const listed = game === null ? [] : this.#listing.datesOf(game);
    const belongs = listed.at(-1) ?? null;
    return { table, kind: this.#kindOf(table, date, game, belongs), date, game, rows, belongs };
  }

  #kindOf(
    table: string,
    date: CivilDate,
    game: string | null,
    belongs: CivilDate | null,
  ): StrayKind {
    if (game === null) return this.#listing.hasDate(date) ? "foreign-ids" : "off-day";
    if (belongs === null) return "foreign-ids";
    const { held, moved } = this.#input;
    if (moved?.has(`${date} ${game}`) === true) return "moved-game";
    const isThere = isHeld(belongs, game);
    // What was made of a game before it was moved, mostly to a later day, stays on the old one in every table.
    if (date < belongs && ![...held.values()].some(isThere)) return "moved-game";
    // Rows that stand where they belong as well are a copy; nothing moved.
    if (isThere(held.get(table) ?? new Map())) return "wrong-date";
    if (addDays(belongs, 1) === date) return "wrong-day";
    return (this.#tablesAt.get(`${date} ${game}`) ?? 0) > 1 ? "moved-game" : "wrong-date";
  }
}

/** Rows without a date, in the far future, or with their key on two dates. */
function otherStrays({ tables, placements, lastClose, tomorrow }: StraysInput): Stray[] {
  return tables.flatMap(({ id }) => {
    const placement = placements.get(id);
    if (placement === undefined) return [];
    const { outside, twice } = placement;
    const at = { table: id, game: null, belongs: null };
    const late = [...outside.after].flatMap(([date, games]): Stray[] =>
      date > lastClose && date > tomorrow
        ? [{ ...at, kind: "outside", date, rows: sum(games.values()) }]
        : [],
    );
    const undated: Stray[] =
      outside.undated === 0 ? [] : [{ ...at, kind: "undated", date: null, rows: outside.undated }];
    const doubled = twice.map(
      ({ first, last, keys }): Stray => ({
        ...{ ...at, kind: "two-dates", date: last, rows: keys, belongs: first },
      }),
    );
    return [...late, ...undated, ...doubled];
  });
}

/** One game on several dates of the schedule, each of which would expect its rows. */
const repeatedGames = ({ schedule }: StraysInput): Stray[] =>
  (schedule?.played.repeated ?? []).flatMap(([game, [first, ...others]]) =>
    others.map((date): Stray => {
      const at = { table: schedule?.table ?? "", date, game, belongs: first ?? null };
      return { ...at, kind: "two-dates", rows: 1 };
    }),
  );

const sum = (values: Iterable<number>): number =>
  [...values].reduce((total, one) => total + one, 0);
