import type { CivilDate } from "../../dates/civil-date.ts";
import { Listing } from "../../grid/calendar/listing.ts";
import { isIndependent } from "../../pipeline/independence.ts";
import { gameColumnOf, gamesCalendar, movedColumn } from "../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import { ALWAYS, boundsOf, tableSource } from "../../pipeline/sql/read-from.ts";
import type { Row } from "../../rows.ts";
import { evidenceSql, type Known, lostSql, type Relations } from "./losses-sql.ts";

export type LossesInput = {
  readonly pipeline: PipelineConfig;
  /** All of the environment. */
  readonly tables: readonly TableConfig[];
  readonly table: TableConfig;
  /** Tables that hold rows; one that does not exist cannot be asked. */
  readonly there: ReadonlySet<string>;
  /** Dates on which no key may go, each with the reason. */
  readonly strict: ReadonlyMap<CivilDate, string>;
};

/**
 * What a rebuild of a table may not take away. Keys that are there and not in the new rows are compared with what
 * independent tables and the schedule know. Two queries at most: without a lost key, one.
 */
export function lossGuard(input: LossesInput) {
  const { pipeline, tables, table, there, strict } = input;
  const calendar = gamesCalendar(pipeline);
  const known = knownTo(input);
  const isSchedule = calendar?.table === table.id;
  return {
    lost: (relations: Relations) => lostSql(known, relations),
    evidence: (relations: Relations) => evidenceSql(known, relations),
    judge: (lost: readonly Row[], evidence: readonly Row[], allowShrink: boolean) => {
      const found = readEvidence(evidence);
      const schedule =
        calendar === undefined || !(isSchedule || there.has(calendar.table))
          ? null
          : { id: calendar.table, listing: new Listing(found.listed) };
      const misplaced = new Map<CivilDate, number>();
      const problems = lost.flatMap((row) => {
        const loss = readLoss(row, found);
        if (schedule !== null && isMisplaced(schedule.listing, loss)) {
          misplaced.set(loss.date, (misplaced.get(loss.date) ?? 0) + loss.lost);
          return [];
        }
        const agree = isSchedule
          ? loss.holders.some((one) =>
              loss.holders.some((other) => isIndependent(tables, one, other)),
            )
          : loss.holders.length > 0;
        return problemOf(loss, { schedule, agree, isSchedule, strict, allowShrink }) ?? [];
      });
      return { problems, misplaced };
    },
  };
}

function knownTo({ pipeline, tables, table, there }: LossesInput): Known {
  const calendar = gamesCalendar(pipeline);
  const gameOf = (one: TableConfig) =>
    one.id === calendar?.table ? calendar.columns.game : gameColumnOf(one);
  const keysOf = ({ keys, dateColumn }: TableConfig) => keys.filter((key) => key !== dateColumn);
  const keys = keysOf(table);
  const others = tables.filter(({ id }) => there.has(id) && isIndependent(tables, table.id, id));
  const listed = tables.find(
    ({ id }) => id === calendar?.table && (there.has(id) || id === table.id),
  );
  return {
    read: (dates, relation) => tableSource(table, boundsOf(dates), relation),
    dateColumn: table.dateColumn,
    keys,
    game: gameOf(table) ?? null,
    witnesses: others.map((one) => ({
      id: one.id,
      read: (dates) => tableSource(one, boundsOf(dates)),
      dateColumn: one.dateColumn,
      game: gameOf(one) ?? null,
      // The same names mean the same things, as in `covers`.
      hasKeys: keys.length > 0 && keys.every((key) => keysOf(one).includes(key)),
    })),
    schedule:
      listed === undefined || calendar === undefined
        ? null
        : {
            read: tableSource(listed, ALWAYS),
            movedTo: movedColumn(calendar, listed),
            dateColumn: listed.dateColumn,
            game: calendar.columns.game,
            isRebuilt: listed.id === table.id,
          },
  };
}

type Loss = {
  readonly date: CivilDate;
  /** "" for rows that name none. */
  readonly game: string;
  readonly had: number;
  readonly lost: number;
  /** One of the lost keys. */
  readonly example: string;
  /** Independent tables that hold the game on the date. */
  readonly holders: readonly string[];
  /** Those that hold some of the lost keys, with how many. */
  readonly keyHolders: readonly string[];
};

type Evidence = {
  readonly games: ReadonlyMap<string, readonly string[]>;
  readonly keys: ReadonlyMap<string, readonly string[]>;
  readonly listed: readonly { readonly date: CivilDate; readonly game: string }[];
};

function readEvidence(rows: readonly Row[]): Evidence {
  const placed = (part: string, text: (row: Row) => string) => {
    const some = rows.filter((row) => row["part"] === part);
    const byPlace = Map.groupBy(some, ({ d, game }) => `${d} ${game}`);
    return new Map([...byPlace].map(([place, own]) => [place, own.map(text)]));
  };
  return {
    games: placed("game", ({ id }) => String(id)),
    keys: placed("key", ({ id, n }) => `${id} (${n})`),
    listed: rows
      .filter((row) => row["part"] === "listed" && row["d"] !== null)
      .map(({ d, game }) => ({ date: String(d) as CivilDate, game: String(game) })),
  };
}

function readLoss(row: Row, { games, keys }: Evidence): Loss {
  const [date, game] = [String(row["d"]) as CivilDate, String(row["game"])];
  return {
    date,
    game,
    had: Number(row["had"]),
    lost: Number(row["lost"]),
    example: String(row["example"]),
    holders: game === "" ? [] : (games.get(`${date} ${game}`) ?? []),
    keyHolders: keys.get(`${date} ${game}`) ?? [],
  };
}

type Judged = {
  readonly schedule: { readonly id: string; readonly listing: Listing } | null;
  /** The table and enough others know of the game. */
  readonly agree: boolean;
  /** The schedule itself is rebuilt. */
  readonly isSchedule: boolean;
  readonly strict: ReadonlyMap<CivilDate, string>;
  readonly allowShrink: boolean;
};

const ACCEPT = "--allow-shrink accepts that";

/** Of rows that were not misplaced. Null where the loss is small, or where a person has accepted it. */
function problemOf(
  loss: Loss,
  { schedule, agree, isSchedule, strict, allowShrink }: Judged,
): string | null {
  const { date, game, had, lost, example, holders, keyHolders } = loss;
  const holding = holders.join(", ");
  if (game !== "" && lost === had && agree) {
    const what = `${date} would lose game ${game} with all of its ${had} rows, and ${holding} ${holders.length === 1 ? "holds" : "hold"} that game on the same date`;
    if (schedule === null) return `${what}; repair what it is computed from first`;
    return schedule.listing.has(date, game)
      ? `${what}, as ${schedule.id} lists it; repair what it is computed from first`
      : `${what}. ${schedule.id} does not list the game on any date, so the schedule is the suspect: repair that first, by backfill --tables ${schedule.id} --dates ${date}`;
  }
  if (allowShrink) return null;
  const place = game === "" ? date : `${date}, game ${game}`;
  const reason = strict.get(date);
  if (reason !== undefined)
    return `${place}: ${lost} of ${had} rows would go, such as ${example}, though ${reason}; ${ACCEPT}`;
  if (keyHolders.length > 0)
    return `${place}: ${lost} of ${had} rows would go, such as ${example}, and ${keyHolders.join(", ")} hold some of them too; ${ACCEPT}`;
  // A schedule has one row a game: what it no longer lists was moved, or will not be played.
  return game !== "" && !isSchedule && had - lost < had / 2
    ? `${place} would shrink from ${had} to ${had - lost} rows; ${ACCEPT}`
    : null;
}

/** Rows of a game that the schedule lists on another date, or under an id that it does not use, do not belong there. */
function isMisplaced(listing: Listing, { date, game }: Loss): boolean {
  if (game === "" || listing.has(date, game)) return false;
  return listing.datesOf(game).length > 0 || !listing.hasFormOf(game);
}
