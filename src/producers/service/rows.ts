import { setTimeout as sleep } from "node:timers/promises";
import type { CivilDate } from "../../dates/civil-date.ts";
import { gameColumnOf } from "../../pipeline/rules.ts";
import type { ServiceProducer } from "../../pipeline/schema/producers.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { tableSource } from "../../pipeline/sql/read-from.ts";
import { AdvisedError } from "../../warehouse/retry.ts";
import type { Params, Warehouse } from "../../warehouse/warehouse.ts";
import type { ProduceRequest } from "../port/producer.ts";
import type { ScheduledGame } from "../scrapers/game/game.ts";
import { gamesBetween } from "../scrapers/game/games.ts";
import type { ServiceWhere } from "./where.ts";

/** Looks come soon at first, and then this far apart. */
const [FIRST_WAIT_MS, LONGEST_WAIT_MS] = [250, 5_000];
const NAMES = { home: "home_team", away: "away_team" };

/** The games of a date that the table lacks; all of them with `force`. */
export async function gamesToAsk(
  warehouse: Pick<Warehouse, "query">,
  where: ServiceWhere,
  { table, force }: Pick<ProduceRequest, "table" | "force">,
  date: CivilDate,
): Promise<ScheduledGame[]> {
  const scheduled = await gamesBetween({ ...where, warehouse, declared: NAMES }, date, date);
  if (force) return scheduled;
  const there = await rowsBy(warehouse, table, [date]);
  return scheduled.filter(({ id }) => !there.games.has(id));
}

type Rows = { readonly dates: ReadonlySet<string>; readonly games: ReadonlySet<string> };

/** Which dates and games have a row that counts: a placeholder is none. */
async function rowsBy(
  warehouse: Pick<Warehouse, "query">,
  table: TableConfig,
  dates: readonly CivilDate[],
): Promise<Rows> {
  const game = gameColumnOf(table);
  const [first, last] = [dates[0] as CivilDate, dates.at(-1) as CivilDate];
  const params: Params = {
    first_date: { type: "DATE", value: first },
    last_date: { type: "DATE", value: last },
  };
  const rows = await warehouse.query(
    `SELECT DISTINCT CAST(\`${table.dateColumn}\` AS STRING) AS d, ${game === undefined ? "''" : `CAST(\`${game}\` AS STRING)`} AS g
FROM ${tableSource(table)} WHERE \`${table.dateColumn}\` BETWEEN @first_date AND @last_date`,
    params,
  );
  return {
    dates: new Set(rows.map((row) => String(row["d"]))),
    games: new Set(rows.map((row) => String(row["g"]))),
  };
}

/**
 * Ends once every date, or every one of the games, has a row that counts. Rows may come later than the answer, and a
 * reader may look between a delete and an insert: `waitSeconds` says how long that is waited for. Throws what is lacking
 * then; a resume asks for the rest.
 */
export async function waitForRows(
  warehouse: Pick<Warehouse, "query">,
  { waitSeconds = 0 }: ServiceProducer,
  { table, dates, signal }: Pick<ProduceRequest, "table" | "dates" | "signal">,
  games: readonly string[],
): Promise<void> {
  // Without a wait the warehouse's own look, which follows, sees a date without a row.
  if (waitSeconds === 0 && games.length === 0 && table.real === undefined) return;
  const until = Date.now() + waitSeconds * 1000;
  for (let pause = FIRST_WAIT_MS; ; pause = Math.min(2 * pause, LONGEST_WAIT_MS)) {
    const there = await rowsBy(warehouse, table, dates);
    const lacking =
      games.length > 0
        ? games.filter((game) => !there.games.has(game))
        : dates.filter((date) => !there.dates.has(date));
    if (lacking.length === 0 || (table.empty === "allowed" && games.length === 0)) return;
    if (Date.now() >= until || signal.aborted)
      throw new AdvisedError(
        `${table.id}: it was answered as done, and ${waitSeconds === 0 ? "there is" : `${waitSeconds} s later there is still`} no row of ${lacking.join(", ")}${table.real === undefined ? "" : " that is more than a placeholder"}. A resume asks for these again`,
        { kind: "never" },
      );
    await sleep(Math.min(pause, Math.max(until - Date.now(), 0)), undefined, { signal }).catch(
      () => undefined,
    );
  }
}
