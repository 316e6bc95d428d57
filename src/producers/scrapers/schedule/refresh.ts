import type { CivilDate } from "../../../dates/civil-date.ts";
import { gamesCalendar } from "../../../pipeline/rules.ts";
import type { PipelineConfig } from "../../../pipeline/schema.ts";
import { AdvisedError } from "../../../warehouse/retry.ts";
import type { Row, Warehouse } from "../../../warehouse/warehouse.ts";
import type { ProduceRequest } from "../../port/producer.ts";
import { addressIn, originalAt, type Session } from "../client/session.ts";
import { seasonOfGame } from "../game/game.ts";
import { RefusedSourceError, refuse } from "../game/refusal.ts";
import type { Original } from "../originals/originals.ts";
import { type Counted, countsIn, parseSchedule, type Schedule } from "./feed.ts";

const PATH = "/static/json/staticData/scheduleLeagueV2.json";

export type Refreshed = {
  readonly rows: readonly Row[];
  /** Whose rows of the date it replaces. Rows that are not counted, of another season than the feed's, stay. */
  readonly games: readonly string[];
  readonly original: Original;
  /** What a person is to do besides. */
  readonly notes: readonly string[];
};

/**
 * A date as the league's schedule has it now. It is fetched once a session, never taken from what was kept: what changed
 * is what is wanted. Refused, with nothing written, where it is of another season than the date's games.
 */
export async function refreshSchedule(
  session: Session,
  {
    warehouse,
    pipeline,
    request: { table, signal },
    date,
  }: {
    readonly warehouse: Pick<Warehouse, "query">;
    readonly pipeline: PipelineConfig;
    readonly request: Pick<ProduceRequest, "table" | "signal">;
    readonly date: CivilDate;
  },
): Promise<Refreshed> {
  const original = await feedOf(session, signal);
  const old = await warehouse.query(
    `SELECT game_id FROM \`${table.name}\` WHERE \`${table.dateColumn}\` = @date`,
    { date: { type: "DATE", value: date } },
  );
  const counted = countedIn(pipeline);
  const all = old.map((row) => String(row["game_id"]));
  const schedule = await readOrForget(session, original, date, { ids: all, counted });
  const ids = all.filter((id) => seasonOfGame(id) === schedule.season);
  const rows = schedule.byDate.get(date) ?? [];
  const has = new Set(rows.map((row) => String(row["game_id"])));
  const notes = ids
    .filter((id) => !has.has(id))
    .map((id) => goneText(id, date, schedule.dateOf.get(id)));
  return { rows, games: [...new Set([...ids, ...has])], original, notes };
}

function countedIn(pipeline: PipelineConfig): Counted {
  const { countTypes = [], exclude = [] } = gamesCalendar(pipeline) ?? {};
  return { types: countTypes, exclude: new Set(exclude.map(({ game }) => game)) };
}

const goneText = (id: string, date: CivilDate, now: CivilDate | undefined): string =>
  now === undefined
    ? `Game ${id} of ${date} is no longer on the league's schedule.`
    : `Game ${id} was moved from ${date} to ${now}: refresh ${now} too, if it is not there yet (--tables with the schedule's id, --dates ${now}).`;

async function feedOf(session: Session, signal: AbortSignal): Promise<Original> {
  const url = addressIn(session, PATH);
  const asked = session.feeds.get(url.href) ?? fetchFeed(session, url, signal);
  session.feeds.set(url.href, asked);
  try {
    return await asked;
  } catch (error) {
    session.feeds.delete(url.href);
    throw error;
  }
}

async function fetchFeed(session: Session, url: URL, signal: AbortSignal): Promise<Original> {
  const answer = await originalAt(session, url, { signal }, "fresh");
  if (typeof answer !== "string") return answer;
  throw new AdvisedError(
    answer === "absent"
      ? `${url} is not there`
      : `${url} was answered with 403: it may refuse the address of this machine. Fetch from another: name a runner of your own in SCRAPER_RUNNER (docs/how-to/scrapers.md)`,
    { kind: "never" },
  );
}

async function readOrForget(
  session: Session,
  original: Original,
  date: CivilDate,
  { ids, counted }: { readonly ids: readonly string[]; readonly counted: Counted },
): Promise<Schedule> {
  try {
    const schedule = parseSchedule(original.bytes, counted);
    const other = ids.find((id) => countsIn(counted, id) && seasonOfGame(id) !== schedule.season);
    if (other !== undefined)
      refuse(`it is of the season that began in ${schedule.season}, and ${other} is of another`);
    return schedule;
  } catch (error) {
    if (!(error instanceof RefusedSourceError)) throw error;
    await session.originals.forget(original.url);
    session.feeds.delete(original.url);
    throw new AdvisedError(
      `The schedule for ${date} was refused, and nothing is written: ${error.message} (${original.url}, sha256 ${original.sha256})`,
      { kind: "never" },
      { cause: error },
    );
  }
}
