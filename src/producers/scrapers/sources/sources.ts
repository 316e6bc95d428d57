import { UserError } from "../../../errors.ts";
import type { ScrapedSource, ScraperProducer } from "../../../pipeline/schema/scraper.ts";
import type { PipelineConfig } from "../../../pipeline/schema.ts";
import { AdvisedError } from "../../../warehouse/retry.ts";
import type { Row, Warehouse } from "../../../warehouse/warehouse.ts";
import { addressIn, originalAt, type Session } from "../client/session.ts";
import type { ScheduledGame } from "../game/game.ts";
import { gamesBetween } from "../game/games.ts";
import { readAliases } from "../game/player-names.ts";
import { RefusedSourceError, refuse } from "../game/refusal.ts";
import { gamebookPaths, readGamebook } from "../gamebook/source.ts";
import { type Original, originText } from "../originals/originals.ts";
import { parseBoxScores } from "./bdl-box-scores.ts";
import { type ByGame, gatherByGame } from "./by-game.ts";
import { checkBoxScore, parsePlayByPlay } from "./play-by-play.ts";
import type { Gather, Lacking } from "./source.ts";
import { boxLinesOf, directoryIn } from "./tables.ts";
import { linesToAdd, whoIsIn } from "./who-is.ts";

export type SourceWhere = {
  readonly declared: ScraperProducer;
  readonly session: Session;
  readonly warehouse: Pick<Warehouse, "query" | "columnsOf">;
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  /** The folder under which the file of names is. */
  readonly root: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
};

/** Sources whose games are gathered; the schedule is none of them. */
export type GameSource = Exclude<ScrapedSource, "nbac_schedule">;

/** How a source is asked and read. Throws a UserError where it cannot be, before anything is asked. */
export function gatherOf(source: GameSource, where: SourceWhere): Gather {
  switch (source) {
    case "nbac_gamebook":
      return gamebooks(where);
    case "nbac_play_by_play":
      return playByPlay(where);
    case "bdl_box_scores":
      return boxScores(where);
  }
}

function gamebooks(where: SourceWhere): Gather {
  const { root, declared } = where;
  return byGame(where, gamebookPaths, async ({ bytes }, game) =>
    readGamebook(bytes, game, await readAliases(root, declared.names)),
  );
}

function playByPlay(where: SourceWhere): Gather {
  const { pipeline, declared, warehouse } = where;
  const table = pipeline.tables.find(({ id }) => id === declared.boxScores);
  const read = async ({ bytes }: Original, game: ScheduledGame) => {
    const shots = parsePlayByPlay(bytes, game);
    if (table !== undefined) checkBoxScore(shots, await boxLinesOf(warehouse, table, game));
    return shots.rows;
  };
  const paths = ({ id }: ScheduledGame) =>
    [`/static/json/liveData/playbyplay/playbyplay_${id}.json`] as const;
  return byGame(where, paths, read);
}

const byGame =
  (
    where: SourceWhere,
    paths: ByGame["paths"],
    read: (source: Original, game: ScheduledGame) => Promise<readonly Row[]>,
  ): Gather =>
  (_date, wanted, signal) =>
    gatherByGame(
      {
        session: where.session,
        concurrency: where.declared.concurrency,
        paths,
        read,
        gamesBetween: (first, last) => gamesBetween(where, first, last),
      },
      wanted,
      signal,
    );

/** One answer for a whole date. Its key is a header, so that no address has it. */
function boxScores(where: SourceWhere): Gather {
  const { declared, session, warehouse, pipeline, variables, root } = where;
  const { keyFrom = "", players } = declared;
  const key = variables[keyFrom] ?? "";
  if (key === "")
    throw new UserError(
      `${keyFrom} is not set: set it to the key of the box score source, or leave this table to another producer.`,
    );
  const directory = pipeline.tables.find(({ id }) => id === players);
  return async (date, wanted, signal) => {
    if (directory === undefined) throw new Error("A checked pipeline has the table of players.");
    const url = addressIn(session, `/v1/box_scores?date=${date}`);
    const answer = await originalAt(session, url, { signal, headers: { authorization: key } });
    if (answer === "forbidden")
      throw never(`${url.host} answers 403: the key in ${keyFrom} may not read box scores`);
    const absent = (game: ScheduledGame) =>
      ({ game, why: "absent", words: `${url.host} has no final box score of it` }) as const;
    if (answer === "absent") return { found: [], lacking: wanted.map(absent) };
    try {
      const players = await directoryIn(warehouse, directory, date);
      const whoIs = whoIsIn(players, await readAliases(root, declared.names));
      const read = parseBoxScores(answer.bytes, date, wanted, whoIs);
      const { found, refused, unknown } = read;
      const has = new Set([
        ...found.map(({ game }) => game),
        ...refused.map(({ game }) => game.id),
      ]);
      const lacking: Lacking[] = [
        ...wanted.filter(({ id }) => !has.has(id)).map(absent),
        ...refused.map(({ game, words }) => ({
          game,
          why: "refused" as const,
          words: `${words} (${originText(answer)})`,
        })),
      ];
      if (lacking.length > 0) await session.originals.forget(url.href); // it may have them later
      return {
        found: found.map((one) => ({ ...one, source: answer })),
        lacking,
        ...(unknown.length === 0 ? {} : { advice: linesToAdd(read, players) }),
      };
    } catch (error) {
      if (!(error instanceof RefusedSourceError)) throw error;
      await session.originals.forget(url.href);
      throw never(
        `The box scores of ${date} were refused, and nothing of the date is written: ${error.message} (${url.href}, sha256 ${answer.sha256})`,
      );
    }
  };
}

/** The columns that every source fills; others only where the table is declared to have them. */
const COLUMNS: Readonly<Record<GameSource, readonly string[]>> = {
  nbac_gamebook: words(
    "game_date game_id player_lookup player_name team_abbr minutes points rebounds assists",
  ),
  nbac_play_by_play: words(
    "game_date game_id player_id shot_number team_abbr opponent_abbr period seconds_left zone distance_ft is_three made modelled",
  ),
  bdl_box_scores: words(
    "game_date game_id season player_id player_name player_lookup team_abbr opponent_abbr is_home minutes points rebounds assists steals blocks turnovers fgm fga fg3m fg3a ftm fta plus_minus attempts_derived",
  ),
};

function words(text: string): string[] {
  return text.split(" ");
}

/** A row with the columns of its table, in their order. */
export function shaped(
  source: GameSource,
  row: Row,
  extra: readonly string[],
  sha256: string,
): Row {
  const all: Row = { ...row, source_sha256: sha256 };
  const entries = [...COLUMNS[source], ...extra].map((name) => {
    const value = all[name];
    if (value === undefined) return refuse(`${source} has no column "${name}" for the table`);
    return [name, value] as const;
  });
  return Object.fromEntries(entries);
}

const never = (message: string) => new AdvisedError(message, { kind: "never" });
