import { addDays, type CivilDate } from "../../src/dates/civil-date.ts";
import type { Damage, Kind } from "./damage.ts";
import { heldOn, TABLES } from "./facts.ts";
import { copy, dateOf, day, FOREIGN_FORMS, gameOf, ofGame, on, update } from "./sql.ts";

const IDS = TABLES.map(({ id }) => id);
const OF_GAMES = IDS.filter((id) => gameOf(id) !== undefined);

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
    if (date !== null && !world.isFree(date)) return null;
    const days = date === null ? [source] : [source, date];
    const most = 1 + Math.floor(world.random() * 30);
    const sql = [copy(table, on(table, source), { [dateOf(table)]: day(date) }, most)];
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
      // Under the day after they would be rows of the wrong day.
      if (addDays(source, 1) === date) return null;
      const sql = [
        copy(
          table,
          on(table, source),
          { [dateOf(table)]: day(date) },
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
      const moved = late.map((game) => ofGame(table, date, game));
      return {
        ...{ kind: "next day", table, days: [date, next] },
        sql: moved.map((where) => update(table, `${dateOf(table)} = ${day(next)}`, where)),
        places: [
          { table, date },
          { table, date: next },
        ],
        ...{ ...MISPLACED, causes: ["wrong-day"] },
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
      if (addDays(source, 1) === date) return null;
      const game = world.pick([...heldOn(world.facts, table, source).keys()]);
      if (game === undefined) return null;
      const where = `${on(table, source)} AND ${gameOf(table)} = '${game}'`;
      return {
        ...{ kind: "two dates", table, days: [source, date] },
        sql: [copy(table, where, { [dateOf(table)]: day(date) })],
        places: [{ table, date }],
        ...WRITTEN_WRONGLY,
      };
    },
  },
  foreign("second form added", (table, where, form) => copy(table, where, { game_id: form }, 8)),
  foreign("second form instead", (table, where, form) => update(table, `game_id = ${form}`, where)),
];

function foreign(id: string, sql: (table: string, where: string, form: string) => string): Kind {
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
        sql: some.map((game) => sql(table, ofGame(table, date, game), form(date, game))),
        ...{ ...MISPLACED, causes: ["foreign-game-ids"], states: ["over-count"] },
      };
    },
  };
}
