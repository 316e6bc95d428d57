import { addDays, type CivilDate } from "../dates/civil-date.ts";
import { declaredRange } from "../pipeline/rules.ts";
import type { Damage, Draw, Kind, Place } from "./damage.ts";
import { heldOn, isCounted, type ListedGame } from "./facts.ts";
import { day, type SampleSql } from "./sql.ts";

const SCHEDULE = ({ schedule }: SampleSql) => [schedule.id];
const LOST = { findings: ["schedule-unknown"], causes: ["schedule-lost"] };

const countedDates = (world: Draw) =>
  world.free(world.sql.schedule.id).filter((date) => isCounted(world.facts, date));

/** The game dates before and after one. */
function neighbours({ facts: { dates } }: Draw, date: CivilDate): CivilDate[] {
  const at = dates.indexOf(date);
  return [dates[at - 1], dates[at + 1]].filter((one) => one !== undefined);
}

/** Of a date with this many games or more, one that counts. */
function gameOn(world: Draw, least: number): { date: CivilDate; game: ListedGame } | null {
  const date = world.pick(world.free(world.sql.schedule.id));
  const games = date === undefined ? [] : (world.facts.games.get(date) ?? []);
  const game = world.pick(games.filter(({ counts }) => counts));
  const counted = games.filter(({ counts }) => counts).length;
  return date === undefined || game === undefined || counted < least ? null : { date, game };
}

/** A day to come. */
const MOVED_TO = "2026-03-18" as CivilDate;

/** Made before a game is played, so that they stay on its old date when it is moved. */
const PLAYED = [
  "bdl_box_scores",
  "nbac_gamebook",
  "nbac_play_by_play",
  "player_game_summary",
  "team_defense",
];

function moved(
  kind: string,
  world: Draw,
  to: CivilDate | null,
  sqlOf: (table: string, where: string) => string,
  set: string,
): Damage | null {
  const { sql } = world;
  const schedule = sql.schedule.id;
  const found = gameOn(world, 1);
  // Rows under the day after would be rows of the wrong day.
  if (found === null || to === null || [0, 1].some((days) => addDays(to, days) === found.date))
    return null;
  const { date, game } = found;
  const isThere = (one: CivilDate) =>
    sql.tables.every(({ id }) => !world.isGone({ table: id, date: one }));
  if (!isThere(date) || (to < MOVED_TO && !isThere(to))) return null;
  const left = sql.tables.filter(
    ({ id }) =>
      !PLAYED.includes(id) &&
      (sql.gameOf(id) === undefined
        ? (world.facts.games.get(date)?.length ?? 0) === 1
        : heldOn(world.facts, id, date).has(game.id)),
  );
  return {
    ...{ kind, table: schedule, days: [date, ...(world.isFree(to) ? [to] : [])] },
    sql: [
      sql.update(schedule, set, `game_id = '${game.id}'`),
      ...PLAYED.map((id) => sqlOf(id, sql.ofGame(id, date, game))),
    ],
    places: left.map(({ id }) => ({ table: id, date })),
    // A date that has lost its only game is a day on which nothing is due.
    findings: ["misplaced"],
    causes: ["moved-game", "wrong-date"],
    verdict: "unsound",
    mayName: (place: Place) => place.date === to,
  };
}

export const SCHEDULE_KINDS: readonly Kind[] = [
  {
    id: "moved game",
    tables: SCHEDULE,
    draw: (world) =>
      moved(
        ...([
          "moved game",
          world,
          MOVED_TO,
          (id: string, where: string) => world.sql.remove(id, where),
        ] as const),
        `game_date = ${day(MOVED_TO)}, game_status = 'scheduled', home_score = NULL, away_score = NULL`,
      ),
  },
  {
    id: "moved and played",
    tables: SCHEDULE,
    draw(world) {
      const { sql } = world;
      const to = world.pick(countedDates(world)) ?? null;
      return moved(
        ...([
          "moved and played",
          world,
          to,
          (id: string, where: string) => sql.update(id, `game_date = ${day(to)}`, where),
        ] as const),
        `game_date = ${day(to)}`,
      );
    },
  },
  {
    id: "schedule date deleted",
    tables: SCHEDULE,
    draw(world) {
      const { sql } = world;
      const schedule = sql.schedule.id;
      const date = world.pick(countedDates(world));
      // Beside a longer gap it would be a part of that.
      if (date === undefined || !neighbours(world, date).every((one) => world.isFree(one)))
        return null;
      return {
        kind: "schedule date deleted",
        table: schedule,
        days: [date],
        sql: [sql.remove(schedule, sql.on(schedule, date))],
        places: [{ table: schedule, date }],
        ...{ ...LOST, verdict: "unknown" as const },
      };
    },
  },
  {
    id: "schedule game deleted",
    tables: SCHEDULE,
    draw(world) {
      const { sql } = world;
      const schedule = sql.schedule.id;
      const found = gameOn(world, 2);
      if (found === null) return null;
      const { date, game } = found;
      return {
        kind: "schedule game deleted",
        table: schedule,
        days: [date],
        sql: [sql.remove(schedule, `game_id = '${game.id}'`)],
        places: [{ table: schedule, date }],
        ...{ ...LOST, verdict: "p0" as const },
      };
    },
  },
  {
    id: "schedule game twice",
    tables: SCHEDULE,
    draw(world) {
      const { sql } = world;
      const schedule = sql.schedule.id;
      const found = gameOn(world, 1);
      const to = world.pick(countedDates(world));
      if (found === null || to === undefined || to === found.date) return null;
      const { date, game } = found;
      return {
        kind: "schedule game twice",
        table: schedule,
        days: [date, to],
        sql: [sql.copy(schedule, `game_id = '${game.id}'`, { game_date: day(to) })],
        places: [{ table: schedule, date: date < to ? to : date }],
        findings: ["misplaced", "games-short", "recent-lag"],
        causes: ["wrong-date"],
        verdict: "unsound" as const,
        // Nobody has rows of a game where it was not played.
        mayName: (place: Place) => place.date === date || place.date === to,
      };
    },
  },
  {
    id: "days vanished",
    tables: SCHEDULE,
    days: 11,
    draw(world) {
      const { sql } = world;
      const schedule = sql.schedule.id;
      const start = world.pick(world.free(world.sql.schedule.id));
      if (start === undefined) return null;
      const index = world.facts.dates.indexOf(start);
      const dates = world.facts.dates.slice(index, index + 9);
      const before = world.facts.dates[index - 1] ?? start;
      const after =
        world.facts.dates[index + 9] ??
        declaredRange(world.setting.pipeline, world.setting.asOf).last;
      const last = dates.at(-1);
      if (last === undefined || dates.length < 9 || !dates.every((date) => world.isFree(date)))
        return null;
      const days: CivilDate[] = [];
      for (let one = before; one <= after; one = addDays(one, 1)) days.push(one);
      // A gap over the summer is none.
      if (days.length > 20 || !days.every((one) => world.isFree(one))) return null;
      // A day whose games do not count keeps its rows: nobody expects them, so nobody brings them back.
      const within = (id: string, column: string) =>
        `DELETE FROM ${sql.get(id).name} WHERE ${column} IN (${dates.map(day).join(", ")})`;
      return {
        kind: "days vanished",
        table: schedule,
        days,
        sql: [
          `DELETE FROM ${sql.schedule.name} WHERE game_date BETWEEN ${day(start)} AND ${day(last)}`,
          ...sql.tables.map(({ id, dateColumn }) => within(id, dateColumn)),
        ],
        places: dates.map((date) => ({ table: schedule, date })),
        ...{
          findings: ["schedule-unknown"],
          causes: ["schedule-stopped"],
          verdict: "unknown" as const,
        },
        // Days without games within the gap are as unknown.
        mayName: ({ table, date }: Place) =>
          table === schedule && date !== null && date >= before && date <= after,
      };
    },
  },
];
