import type { CivilDate } from "../../src/dates/civil-date.ts";
import { inRange } from "../../src/dates/range.ts";
import { columnOf } from "../../src/health/grid.ts";
import { observe } from "../../src/jobs/observe.ts";
import { declaredRange, gameColumnOf } from "../../src/pipeline/rules.ts";
import type { TableConfig } from "../../src/pipeline/schema.ts";
import { openDuckDb } from "../../src/warehouse/duckdb.ts";
import type { Warehouse } from "../../src/warehouse/warehouse.ts";
import { SHIPPED, shippedTable } from "../support/pipeline.ts";
import { WHOLE_SAMPLE } from "../support/whole-sample.ts";
import type { Setting } from "./damage.ts";

export const SCHEDULE = shippedTable("nbac_schedule");
/** Everything but the schedule. */
export const TABLES = SHIPPED.tables.filter(({ id }) => id !== SCHEDULE.id);

export type ListedGame = {
  readonly id: string;
  readonly home: string;
  readonly away: string;
  /** Waived or excluded games are held by some tables only. */
  readonly counts: boolean;
};

/** What a healthy sample holds: where a damage can be done. */
export type Facts = {
  readonly file: string;
  readonly setting: Setting;
  /** Game dates, oldest first. */
  readonly dates: readonly CivilDate[];
  /** By date, the games that tip off last at the end. */
  readonly games: ReadonlyMap<CivilDate, readonly ListedGame[]>;
  /** Rows by table, date and game ("" where the table names none). */
  readonly rows: ReadonlyMap<string, ReadonlyMap<CivilDate, ReadonlyMap<string, number>>>;
  /** Cells that are complete and hold rows, as "table date". */
  readonly whole: ReadonlySet<string>;
  /** Cells whose content the ledger knows, as "table date": that somebody else changed them can be seen. */
  readonly recorded: ReadonlySet<string>;
};

/** Rows of a table on a date, by game. */
export const heldOn = (facts: Facts, table: string, date: CivilDate): ReadonlyMap<string, number> =>
  facts.rows.get(table)?.get(date) ?? new Map();

export const WHOLE: Setting = { pipeline: SHIPPED, asOf: WHOLE_SAMPLE.asOf };

/** The newer season alone in a file of its own, for worlds that are looked at quickly. */
export async function newerSeasonOf(healthy: string, file: string): Promise<Setting> {
  const seasons = SHIPPED.seasons.slice(1);
  await using warehouse = await openDuckDb({ path: file, readOnly: false });
  await warehouse.native(`ATTACH '${healthy}' AS whole (READ_ONLY)`);
  for (const { name, dateColumn } of SHIPPED.tables) {
    await warehouse.native(`CREATE SCHEMA IF NOT EXISTS ${name.split(".")[0]}`);
    await warehouse.native(
      `CREATE TABLE ${name} AS SELECT * FROM whole.${name} WHERE ${dateColumn} >= DATE '${seasons[0]?.opens}'`,
    );
  }
  await warehouse.native("DETACH whole");
  return { ...WHOLE, pipeline: { ...SHIPPED, seasons } };
}

export async function readFacts(file: string, setting: Setting): Promise<Facts> {
  await using warehouse = await openDuckDb({ path: file, readOnly: true });
  const range = declaredRange(setting.pipeline, setting.asOf);
  const grid = await observe({ ...WHOLE_SAMPLE, ...setting, range }, warehouse, () => undefined);
  const counted = new Map(
    grid.days.map(({ date, games }) => [date, new Set(games.map(({ id }) => id))]),
  );
  const listed = await warehouse.query(
    `SELECT game_date, game_id, home_team, away_team FROM \`${SCHEDULE.name}\` ORDER BY game_date, tipoff_utc, game_id`,
  );
  const waived = new Set(SHIPPED.waivers.flatMap(({ games }) => games ?? []));
  const games = new Map<CivilDate, ListedGame[]>();
  for (const row of listed) {
    const [date, id] = [row["game_date"] as CivilDate, String(row["game_id"])];
    const own = games.get(date) ?? [];
    games.set(date, own);
    own.push({
      id,
      home: String(row["home_team"]),
      away: String(row["away_team"]),
      counts: counted.get(date)?.has(id) === true && !waived.has(id),
    });
  }
  const rows = new Map<string, Map<CivilDate, Map<string, number>>>();
  for (const table of SHIPPED.tables) {
    const game = table.id === SCHEDULE.id ? "game_id" : gameColumnOf(table);
    const found = await warehouse.query(
      `SELECT \`${table.dateColumn}\` AS d, ${game === undefined ? "''" : `\`${game}\``} AS g, COUNT(*) AS n FROM \`${table.name}\` GROUP BY 1, 2`,
    );
    const byDate = new Map<CivilDate, Map<string, number>>();
    for (const row of found) {
      const date = row["d"] as CivilDate;
      byDate.set(date, (byDate.get(date) ?? new Map()).set(String(row["g"]), Number(row["n"])));
    }
    rows.set(table.id, byDate);
  }
  const whole = new Set(
    grid.tables.flatMap(({ id }) =>
      columnOf(grid, id).flatMap(({ date, state, rows: count }) =>
        state === "complete" && (count ?? 0) > 0 ? [`${id} ${date}`] : [],
      ),
    ),
  );
  const dates = grid.days.map(({ date }) => date);
  return { file, setting, dates, games, rows, whole, recorded: await recordedIn(warehouse) };
}

async function recordedIn(warehouse: Warehouse): Promise<ReadonlySet<string>> {
  const [ledger] = await warehouse.columnsOf(["ops.partition_writes"]);
  if (ledger?.status !== "read") return new Set();
  const lines = await warehouse.query(
    "SELECT DISTINCT table_id AS id, game_date AS d FROM `ops.partition_writes`",
  );
  return new Set(lines.map((line) => `${line["id"]} ${line["d"]}`));
}

/** Days of a declared season on which the sample lists no game. */
export function offDays(facts: Facts): CivilDate[] {
  const days: CivilDate[] = [];
  for (const { opens, closes } of facts.setting.pipeline.seasons)
    for (let ms = Date.parse(opens); ms <= Date.parse(closes); ms += 86_400_000) {
      const day = new Date(ms).toISOString().slice(0, 10) as CivilDate;
      if (!facts.games.has(day) && inRange(day, WHOLE_SAMPLE.range)) days.push(day);
    }
  return days;
}

/** What a table is judged by, beyond itself. */
export const readsOf = ({ upstream, covers, full }: TableConfig): readonly string[] => [
  ...upstream.map(({ table }) => table),
  ...(covers === undefined ? [] : [covers.table]),
  ...(typeof full === "object" && "share" in full ? [full.share.of] : []),
];

/** A date with a game that every table holds. */
export const isCounted = ({ games }: Facts, date: CivilDate): boolean =>
  (games.get(date) ?? []).some(({ counts }) => counts);
