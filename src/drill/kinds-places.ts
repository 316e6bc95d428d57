import { addDays, type CivilDate } from "../dates/civil-date.ts";
import type { Damage, Draw, Kind } from "./damage.ts";
import { heldOn, type ListedGame } from "./facts.ts";
import { following } from "./following.ts";
import { day, FOREIGN_FORMS, type SampleSql } from "./sql.ts";

const IDS = ({ ids }: SampleSql) => ids;
const OF_GAMES = ({ ofGames }: SampleSql) => ofGames;

const MISPLACED = { findings: ["misplaced"], verdict: "unsound" } as const;
const WRITTEN_WRONGLY = { ...MISPLACED, causes: ["wrong-date"] };

/** Rows on days that nothing is due on, with the date of the game day that they were copied from. */
const copied = (
  kind: string,
  more: Pick<Damage, "findings" | "causes" | "verdict">,
  target: (random: number, source: CivilDate) => CivilDate | null,
): Kind => ({
  id: kind,
  tables: IDS,
  draw(world, table) {
    const source = world.pick(world.free(table));
    if (source === undefined) return null;
    const date = target(world.random(), source);
    if (date !== null && world.isTaken(date)) return null;
    const days = date === null ? [source] : [source, date];
    const most = 1 + Math.floor(world.random() * 30);
    const sql = [
      world.sql.copy(
        table,
        world.sql.on(table, source),
        { [world.sql.dateOf(table)]: day(date) },
        most,
      ),
    ];
    return { kind, table, days, sql, places: [{ table, date }], ...more };
  },
});

export const PLACE_KINDS: readonly Kind[] = [
  {
    id: "off day",
    tables: IDS,
    draw(world, table) {
      const [source, date] = [world.pick(world.free(table)), world.pick(world.freeOffDays())];
      if (source === undefined || date === undefined) return null;
      const sql = [
        world.sql.copy(
          table,
          world.sql.on(table, source),
          { [world.sql.dateOf(table)]: day(date) },
          1 + Math.floor(world.random() * 30),
        ),
      ];
      const places = [{ table, date }];
      return { kind: "off day", table, days: [source, date], sql, places, ...WRITTEN_WRONGLY };
    },
  },
  {
    id: "next day",
    tables: OF_GAMES,
    draw(world, table) {
      const date = world.pick(world.free(table).filter((one) => world.isFree(addDays(one, 1))));
      if (date === undefined) return null;
      const next = addDays(date, 1);
      const games = heldOn(world.facts, table, date);
      const listed = (world.facts.games.get(date) ?? []).filter(({ id }) => games.has(id));
      // The games that tip off last are those whose UTC date is the next one.
      const late = listed.slice(-1 - Math.floor(world.random() * 2));
      if (late.length === 0 || late.some(({ counts }) => !counts)) return null;
      const moved = late.map((game) => world.sql.ofGame(table, date, game));
      return {
        ...{ kind: "next day", table, days: [date, next] },
        sql: moved.map((where) =>
          world.sql.update(table, `${world.sql.dateOf(table)} = ${day(next)}`, where),
        ),
        places: [
          { table, date },
          { table, date: next },
        ],
        ...{ ...MISPLACED, causes: ["wrong-day"] },
        ...following(table, [date, next]),
      };
    },
  },
  copied("without a date", WRITTEN_WRONGLY, () => null),
  copied("after all seasons", WRITTEN_WRONGLY, (random) =>
    random < 0.5 ? ("2099-01-01" as CivilDate) : ("2031-07-04" as CivilDate),
  ),
  copied(
    "before all seasons",
    { findings: ["rows-before"], causes: ["before-the-first-season"], verdict: "told" },
    (random) => (random < 0.5 ? ("1970-01-01" as CivilDate) : ("2024-09-30" as CivilDate)),
  ),
  {
    id: "two dates",
    tables: OF_GAMES,
    draw(world, table) {
      const [source, date] = [world.pick(world.free(table)), world.pick(world.free(table))];
      if (source === undefined || date === undefined || source === date) return null;
      const game = world.pick([...heldOn(world.facts, table, source).keys()]);
      if (game === undefined) return null;
      const where = `${world.sql.on(table, source)} AND ${world.sql.gameOf(table)} = '${game}'`;
      return {
        ...{ kind: "two dates", table, days: [source, date] },
        sql: [world.sql.copy(table, where, { [world.sql.dateOf(table)]: day(date) })],
        places: [{ table, date }],
        ...WRITTEN_WRONGLY,
      };
    },
  },
  {
    id: "a week a day late",
    tables: OF_GAMES,
    days: 8,
    draw(world, table) {
      const start = world.pick(world.free(table));
      if (start === undefined) return null;
      const days = Array.from({ length: 8 }, (_, n) => addDays(start, n));
      const games = days.slice(0, 7).filter((one) => world.facts.games.has(one));
      const isWhole = games.every((one) => world.facts.whole.has(`${table} ${one}`));
      if (!isWhole || !days.every((one) => world.isFree(one))) return null;
      const between = `${world.sql.dateOf(table)} BETWEEN ${day(start)} AND ${day(addDays(start, 6))}`;
      return {
        ...{ kind: "a week a day late", table, days },
        sql: [
          world.sql.update(
            table,
            `${world.sql.dateOf(table)} = ${world.sql.dateOf(table)} + 1`,
            between,
          ),
        ],
        places: games.map((date) => ({ table, date })),
        ...{ ...MISPLACED, causes: ["wrong-day"], ...following(table, days) },
        mayName: (place) => place.table === table && days.some((one) => one === place.date),
      };
    },
  },
  foreign("second form added", (sql, table, where, form) =>
    sql.copy(table, where, { game_id: form }, 8),
  ),
  foreign("second form instead", (sql, table, where, form) =>
    sql.update(table, `game_id = ${form}`, where),
  ),
];

/** Sources that no one feeds and nothing feeds in common: what they agree on speaks against the schedule. */
const PAIR = ["bdl_box_scores", "rosters"] as const;

/** The same fault in two independent tables at once, where the schedule is right all the same. */
export const PAIR_KINDS: readonly Kind[] = [
  inPair("next day in two tables", "wrong-day", (world, date, game) => {
    const next = addDays(date, 1);
    return world.isFree(next)
      ? {
          days: [next],
          places: [date, next],
          sql: (table) =>
            world.sql.update(
              table,
              `${world.sql.dateOf(table)} = ${day(next)}`,
              world.sql.ofGame(table, date, game),
            ),
        }
      : null;
  }),
  inPair("second form in two tables", "foreign-game-ids", (world, date, game) => ({
    days: [],
    places: [date],
    sql: (table) =>
      world.sql.update(
        table,
        `game_id = ${FOREIGN_FORMS[0]?.(date, game)}`,
        world.sql.ofGame(table, date, game),
      ),
  })),
  inPair("off day in two tables", "wrong-date", (world, date, game) => {
    const off = world.pick(world.freeOffDays());
    return off === undefined
      ? null
      : {
          days: [off],
          places: [off],
          sql: (table) =>
            world.sql.copy(table, world.sql.ofGame(table, date, game), {
              [world.sql.dateOf(table)]: day(off),
            }),
        };
  }),
];

type Pair = {
  readonly days: readonly CivilDate[];
  readonly places: readonly CivilDate[];
  sql(table: string): string;
};

function inPair(
  kind: string,
  cause: string,
  make: (world: Draw, date: CivilDate, game: ListedGame) => Pair | null,
): Kind {
  return {
    id: kind,
    tables: () => [PAIR[0]],
    draw(world, table) {
      const date = world.pick(world.free(table));
      if (date === undefined || PAIR.some((one) => world.isGone({ table: one, date }))) return null;
      const game = world.pick((world.facts.games.get(date) ?? []).filter(({ counts }) => counts));
      const made = game === undefined ? null : make(world, date, game);
      if (made === null) return null;
      return {
        ...{ kind, table, days: [date, ...made.days], sql: PAIR.map(made.sql) },
        places: PAIR.flatMap((one) => made.places.map((place) => ({ table: one, date: place }))),
        ...{ ...MISPLACED, causes: [cause] },
      };
    },
  };
}

function foreign(
  id: string,
  make: (sql: SampleSql, table: string, where: string, form: string) => string,
): Kind {
  return {
    id,
    tables: OF_GAMES,
    draw(world, table) {
      const date = world.pick(world.free(table));
      const form = world.pick(FOREIGN_FORMS);
      if (date === undefined || form === undefined) return null;
      const held = heldOn(world.facts, table, date);
      const games = (world.facts.games.get(date) ?? []).filter((game) => held.has(game.id));
      const some = world.random() < 0.5 ? games : games.slice(0, 1);
      if (some.length === 0) return null;
      return {
        ...{ kind: id, table, days: [date], places: [{ table, date }] },
        sql: some.map((game) =>
          make(world.sql, table, world.sql.ofGame(table, date, game), form(date, game)),
        ),
        ...{ ...MISPLACED, causes: ["foreign-game-ids"], states: ["over-count"] },
      };
    },
  };
}
