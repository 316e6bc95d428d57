import type { CivilDate } from "../../dates/civil-date.ts";
import type { ScraperProducer } from "../../pipeline/schema/scraper.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import { AdvisedError } from "../../warehouse/retry.ts";
import type { WritableWarehouse, WrittenDate } from "../../warehouse/warehouse.ts";
import { PartlyWrittenError, type ProduceRequest, type Producer } from "../port/producer.ts";
import { type Sessions, sessionOf } from "./client/session.ts";
import { gameText } from "./game/game.ts";
import { gamesBetween, waivedGames } from "./game/games.ts";
import { refreshSchedule } from "./schedule/refresh.ts";
import type { Gathered } from "./sources/source.ts";
import { gatherOf } from "./sources/sources.ts";
import {
  type Own,
  ownOf,
  recordSources,
  refuseLoss,
  replaceDate,
  writeGames,
} from "./write-date.ts";

/** What the declared scrapers of an environment need. */
export type ScraperSetting = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  readonly asOf: Date;
  readonly sessions: Sessions;
  /** Variables that the pipeline names. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** The folder under which `cache` is. */
  readonly root: string;
  /** Where a person reads what does not fail the date. */
  readonly tell: (message: string) => void;
};

const WAIVER_DAYS = 30;

/**
 * A producer that fetches what a date lacks, a date at a time. The games are those of the schedule in the warehouse
 * without the waived ones, and of them those without rows, or all with `force`. Throws a UserError, before anything is
 * asked, for what is not declared or set.
 */
export function openScraper(
  declared: ScraperProducer,
  setting: ScraperSetting,
  warehouse: WritableWarehouse,
): Producer {
  const session = sessionOf(declared, setting);
  const { source } = declared;
  const oneByOne = (
    produceDate: (request: ProduceRequest, date: CivilDate) => Promise<WrittenDate[]>,
  ) => ({
    callsAtOnce: 1,
    produce: async (request: ProduceRequest) => {
      const written: WrittenDate[] = [];
      for (const date of request.dates) written.push(...(await produceDate(request, date)));
      return written;
    },
  });
  if (source === "nbac_schedule")
    return oneByOne(async (request, date) => {
      const { rows, games, original, notes } = await refreshSchedule(session, {
        pipeline: setting.pipeline,
        warehouse,
        request,
        date,
      });
      await recordSources(warehouse, request, date, {
        found: [{ game: "", rows, source: original }],
        lacking: [],
      });
      const own = await ownOf(warehouse, request.table, date);
      refuseLoss(request.table, date, own.filled(new Set(games)), rows);
      const written = await replaceDate(warehouse, request, date, rows, { games });
      for (const note of notes) setting.tell(note);
      return written;
    });
  const gather = gatherOf(source, { ...setting, declared, session, warehouse });

  return oneByOne(async (request, date) => {
    const { table, force, signal } = request;
    const own = await ownOf(warehouse, table, date);
    const waived = waivedGames(setting.pipeline, table, setting.environment, setting.asOf);
    const scheduled = (await gamesBetween({ ...setting, declared, warehouse }, date, date)).filter(
      ({ id }) => !waived.has(id),
    );
    const wanted = force ? scheduled : scheduled.filter(({ id }) => !own.games.has(id));
    if (wanted.length === 0)
      throw never(
        `${date}: every game of the schedule has rows in ${table.id} already, and nothing was fetched; --force reads them again`,
      );
    const gathered = await gather(date, wanted, signal);
    if (gathered.found.length === 0) {
      await recordSources(warehouse, request, date, gathered);
      if (hasNothing(table, own, gathered))
        return replaceDate(warehouse, request, date, [], { games: [] });
      throw never(
        `${date}: none of the ${wanted.length} games that ${table.id} lacks could be had. ${lackingText(gathered, table, setting)}`,
      );
    }
    const { extraColumns } = declared;
    const written = await writeGames(warehouse, request, date, {
      source,
      extraColumns,
      own,
      gathered,
    });
    if (gathered.lacking.length === 0) return written;
    const said = `${table.id} ${date}: ${gathered.found.length} of ${wanted.length} games were written. ${lackingText(gathered, table, setting)}`;
    setting.tell(said);
    if (gathered.lacking.some(({ why }) => why === "refused"))
      throw new PartlyWrittenError(said, written);
    return written;
  });
}

/** The source was asked for every game and has none of them, which a table that may be empty takes as its answer. */
const hasNothing = ({ empty }: TableConfig, own: Own, { lacking }: Gathered) =>
  empty === "allowed" && own.games.size === 0 && lacking.every(({ why }) => why === "absent");

/** What is lacking and, for withheld games, the waiver that excuses them. */
function lackingText(
  { lacking, advice }: Gathered,
  table: TableConfig,
  { environment, asOf }: Pick<ScraperSetting, "environment" | "asOf">,
): string {
  const texts = lacking.map(({ game, why, words }) => `${gameText(game)} is ${why}: ${words}.`);
  if (advice !== undefined) texts.push(advice);
  const withheld = lacking.filter(({ why }) => why === "withheld");
  if (withheld.length === 0) return texts.join(" ");
  const expires = new Date(asOf.getTime() + WAIVER_DAYS * 86_400_000).toISOString().slice(0, 10);
  const games = withheld.map(({ game }) => JSON.stringify(game.id)).join(", ");
  return `${texts.join(" ")} If they stay withheld, excuse them under waivers: { games: [${games}], tables: [${table.id}], environments: [${environment}], reason: "Withheld by the source: 403, while other games are given.", expires: ${expires} }`;
}

const never = (message: string) => new AdvisedError(message, { kind: "never" });
