import { addDays } from "../dates/civil-date.ts";
import type { Place, WideKind } from "./damage.ts";
import { following } from "./following.ts";
import { day, type SampleSql } from "./sql.ts";

const IDS = ({ ids }: SampleSql) => ids;
const SCHEDULE = ({ schedule }: SampleSql) => [schedule.id];
const GONE = ["zero-everywhere", "stopped"];
const WHY_GONE = ["emptied", "source-stopped", "never-graded"];
/** Of a table that another damage leaves fewer of, nothing wide is said. */
const ENOUGH_DATES = 45;

const UNKNOWN = { findings: ["schedule-unknown"], verdict: "unknown" } as const;

/** In the order in which they are drawn: what hides most comes first. */
export const WIDE_KINDS: readonly WideKind[] = [
  {
    id: "schedule emptied",
    tables: SCHEDULE,
    draw: (world, schedule) => ({
      ...{
        kind: "schedule emptied",
        table: schedule,
        days: [],
        sql: [world.sql.remove(schedule, "TRUE")],
      },
      places: world.facts.dates.map((date) => ({ table: schedule, date })),
      ...{ ...UNKNOWN, causes: ["schedule-stopped"] },
      mayName: (place: Place) => place.table === schedule,
      masks: () => true,
    }),
  },
  {
    id: "schedule stopped",
    tables: SCHEDULE,
    draw(world, schedule) {
      const from = world.pick(world.facts.dates.slice(60, -8));
      if (from === undefined) return null;
      const before = world.facts.dates[world.facts.dates.indexOf(from) - 1] ?? from;
      return {
        kind: "schedule stopped",
        table: schedule,
        days: [],
        sql: [world.sql.remove(schedule, `game_date >= ${day(from)}`)],
        places: world.facts.dates
          .filter((date) => date >= from)
          .map((date) => ({ table: schedule, date })),
        ...{ ...UNKNOWN, causes: ["schedule-stopped", "schedule-lost"] },
        // The days before it without games are as unknown.
        mayName: (place: Place) => place.table === schedule && (place.date ?? "") > before,
        masks: (place: Place) => (place.date ?? "9") > before,
      };
    },
  },
  {
    id: "emptied table",
    tables: IDS,
    draw(world, table) {
      const dates = world.free(table);
      if (dates.length < ENOUGH_DATES) return null;
      return {
        kind: "emptied table",
        table,
        days: [],
        sql: [world.sql.remove(table, "TRUE")],
        places: dates.map((date) => ({ table, date })),
        findings: GONE,
        causes: WHY_GONE,
        states: ["missing"],
        verdict: "emptied" as const,
        mayName: (place: Place) => place.table === table,
        ...following(table, dates),
        masks: (place: Place) => place.table === table,
      };
    },
  },
  {
    id: "stopped",
    tables: IDS,
    draw(world, table) {
      const dates = world.free(table);
      if (dates.length < ENOUGH_DATES) return null;
      // Of the last dates, at least three past their grace, and with enough left to compare with.
      const from = world.pick(dates.slice(Math.min(40, Math.floor(dates.length / 2)), -6));
      if (from === undefined) return null;
      return {
        kind: "stopped",
        table,
        days: [],
        sql: [world.sql.remove(table, `${world.sql.dateOf(table)} >= ${day(from)}`)],
        places: dates.filter((date) => date >= from).map((date) => ({ table, date })),
        findings: GONE,
        causes: WHY_GONE,
        states: ["missing"],
        verdict: "emptied" as const,
        mayName: (place: Place) => place.table === table && (place.date ?? "") >= from,
        ...following(table, dates),
        masks: (place: Place) => place.table === table && (place.date ?? "9") >= from,
      };
    },
  },
  {
    id: "season undeclared",
    tables: () => ["calendar"],
    draw({ facts, random, sql }) {
      const { pipeline } = facts.setting;
      const last = pipeline.seasons.at(-1);
      // The last declared season closes too early, in its last third.
      const some = facts.dates.filter((date) => date >= (last?.opens ?? ""));
      const closes = some[Math.floor(some.length * (0.65 + random() * 0.3))];
      if (last === undefined || closes === undefined) return null;
      const isListed = random() < 0.6;
      // Either its other games are listed and stored up to the day, or nothing is, and it is the next autumn.
      const asOf = isListed
        ? addDays(closes, 1 + Math.floor(random() * 20))
        : addDays(last.opens, 380 + Math.floor(random() * 30));
      const stored = isListed ? sql.tables : [...sql.tables, sql.schedule];
      const until = isListed ? asOf : addDays(closes, 1);
      return {
        kind: "season undeclared",
        table: "calendar",
        days: [],
        sql: stored.map(({ id, dateColumn }) => sql.remove(id, `${dateColumn} >= ${day(until)}`)),
        places: [],
        findings: ["season-undeclared"],
        causes: ["season-not-declared"],
        verdict: "p0" as const,
        masks: (place: Place) => (place.date ?? "") > closes,
        setting: {
          ...facts.setting,
          asOf: new Date(`${asOf}T12:00:00Z`),
          pipeline: {
            ...pipeline,
            seasons: [...pipeline.seasons.slice(0, -1), { ...last, closes }],
          },
        },
      };
    },
  },
];
