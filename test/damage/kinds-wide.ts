import { addDays } from "../../src/dates/civil-date.ts";
import { SHIPPED } from "../support/pipeline.ts";
import { WHOLE_SAMPLE } from "../support/whole-sample.ts";
import type { Place, Setting, WideKind } from "./damage.ts";
import { SCHEDULE, TABLES } from "./facts.ts";
import { dateOf, day, remove } from "./sql.ts";

const IDS = TABLES.map(({ id }) => id);
const schedule = SCHEDULE.id;
const GONE = ["zero-everywhere", "stopped"];
const WHY_GONE = ["emptied", "source-stopped", "never-graded"];
const UNKNOWN = { findings: ["schedule-unknown"], verdict: "unknown" } as const;

const SHIPPED_SETTING: Setting = { pipeline: SHIPPED, asOf: WHOLE_SAMPLE.asOf };

export const WIDE_KINDS: readonly WideKind[] = [
  {
    id: "emptied table",
    tables: IDS,
    draw(world, table) {
      if (world.isMasked({ table, date: null })) return null;
      const dates = world.free(table);
      return {
        ...{ kind: "emptied table", table, days: [], sql: [remove(table, "TRUE")] },
        places: dates.map((date) => ({ table, date })),
        ...{ findings: GONE, causes: WHY_GONE },
        ...{ states: ["missing"], verdict: "emptied" as const },
        mayName: (place: Place) => place.table === table,
        masks: (place: Place) => place.table === table,
      };
    },
  },
  {
    id: "stopped",
    tables: IDS,
    draw(world, table) {
      if (world.isMasked({ table, date: null })) return null;
      const dates = world.free(table);
      // Of the last dates, at least three past their grace, and with enough left to compare with.
      const from = world.pick(dates.slice(40, -6));
      if (from === undefined) return null;
      return {
        ...{ kind: "stopped", table, days: [] },
        sql: [remove(table, `${dateOf(table)} >= ${day(from)}`)],
        places: dates.filter((date) => date >= from).map((date) => ({ table, date })),
        ...{ findings: GONE, causes: WHY_GONE },
        ...{ states: ["missing"], verdict: "emptied" as const },
        mayName: (place: Place) => place.table === table && (place.date ?? "") >= from,
        masks: (place: Place) => place.table === table && (place.date ?? "9") >= from,
      };
    },
  },
  {
    id: "schedule emptied",
    tables: [schedule],
    draw: (world) => ({
      ...{ kind: "schedule emptied", table: schedule, days: [], sql: [remove(schedule, "TRUE")] },
      places: world.facts.dates.map((date) => ({ table: schedule, date })),
      ...{ ...UNKNOWN, causes: ["schedule-stopped"] },
      mayName: (place: Place) => place.table === schedule,
      masks: () => true,
    }),
  },
  {
    id: "schedule stopped",
    tables: [schedule],
    draw(world) {
      const from = world.pick(world.facts.dates.slice(60, -6));
      if (from === undefined) return null;
      return {
        ...{ kind: "schedule stopped", table: schedule, days: [] },
        sql: [remove(schedule, `game_date >= ${day(from)}`)],
        places: world.facts.dates
          .filter((date) => date >= from)
          .map((date) => ({ table: schedule, date })),
        ...{ ...UNKNOWN, causes: ["schedule-stopped", "schedule-lost"] },
        mayName: (place: Place) => place.table === schedule && (place.date ?? "") >= from,
        masks: (place: Place) => (place.date ?? "9") >= from,
      };
    },
  },
  {
    id: "season undeclared",
    tables: ["calendar"],
    draw(world) {
      const [first, second] = SHIPPED.seasons;
      if (first === undefined || second === undefined) return null;
      const asOf = addDays(first.closes, 1 + Math.floor(world.random() * 217));
      // Nothing is stored of days to come. The schedule lists them, or they are months in which earlier seasons ran.
      const isListed = asOf <= second.opens || world.random() < 0.5;
      const stored = isListed ? TABLES : [...TABLES, SCHEDULE];
      const until = isListed ? asOf : addDays(first.closes, 1);
      return {
        ...{ kind: "season undeclared", table: "calendar", days: [] },
        sql: stored.map(({ id }) => remove(id, `${dateOf(id)} >= ${day(until)}`)),
        places: [],
        ...{
          findings: ["season-undeclared"],
          causes: ["season-not-declared"],
          verdict: "p0" as const,
        },
        masks: (place: Place) => (place.date ?? "") > first.closes,
        setting: {
          asOf: new Date(`${asOf}T12:00:00Z`),
          pipeline: { ...SHIPPED_SETTING.pipeline, seasons: [first] },
        },
      };
    },
  },
];
