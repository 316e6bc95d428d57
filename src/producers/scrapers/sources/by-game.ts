import pMap from "p-map";
import { addDays, type CivilDate, daysBetween } from "../../../dates/civil-date.ts";
import { AdvisedError } from "../../../warehouse/retry.ts";
import type { Row } from "../../../warehouse/warehouse.ts";
import { type Age, addressIn, originalAt, type Session } from "../client/session.ts";
import { gameText, type ScheduledGame } from "../game/game.ts";
import { RefusedSourceError } from "../game/refusal.ts";
import { type Original, originText } from "../originals/originals.ts";
import type { FoundGame, Gathered, Lacking } from "./source.ts";

const SIBLING_DAYS = 14;

export type ByGame = {
  readonly session: Session;
  readonly concurrency: number;
  /** Where a game is under the source's address: the first that is there is taken. */
  readonly paths: (game: ScheduledGame) => readonly [string, ...string[]];
  readonly read: (source: Original, game: ScheduledGame) => Promise<readonly Row[]>;
  readonly gamesBetween: (first: CivilDate, last: CivilDate) => Promise<readonly ScheduledGame[]>;
};

/** Gathers games that have an address each. One that its reader refuses holds back no other. */
export async function gatherByGame(
  source: ByGame,
  wanted: readonly ScheduledGame[],
  signal: AbortSignal,
): Promise<Gathered> {
  const all = await pMap(wanted, (game) => one(source, game, signal), {
    concurrency: source.concurrency,
    stopOnError: true,
  });
  return {
    found: all.filter((each): each is FoundGame => "rows" in each),
    lacking: all.filter((each): each is Lacking => "why" in each),
  };
}

async function one(
  source: ByGame,
  game: ScheduledGame,
  signal: AbortSignal,
): Promise<FoundGame | Lacking> {
  const { session } = source;
  const { url, answer: original } = await firstThere(source, game, signal, "kept");
  if (original === "absent")
    return { game, why: "absent", words: `${url.host} does not have it (${url.pathname})` };
  if (original === "forbidden") {
    session.forbidden.add(game.id);
    const sibling = await givenSibling(source, game, signal);
    const words = `${url.host} answers 403 for it, and gives ${gameText(sibling)}`;
    return { game, why: "withheld", words };
  }
  try {
    return { game: game.id, rows: await source.read(original, game), source: original };
  } catch (error) {
    if (!(error instanceof RefusedSourceError)) throw error;
    // Asked for again the next time: a source puts out early and broken versions too.
    await session.originals.forget(original.url);
    return { game, why: "refused", words: `${error.message} (${originText(original)})` };
  }
}

/** What the first of a game's addresses that is not absent answers; the last one's absence where none is there. */
async function firstThere(
  { session, paths }: ByGame,
  game: ScheduledGame,
  signal: AbortSignal,
  age: Age,
) {
  const [first, ...others] = paths(game).map((path) => addressIn(session, path));
  let url = first as URL;
  let answer = await originalAt(session, url, { signal }, age);
  for (const other of others) {
    if (answer !== "absent") break;
    url = other;
    answer = await originalAt(session, url, { signal }, age);
  }
  return { url, answer };
}

/**
 * A game that the source gives while it refuses this one. Up to two are asked, afresh: one of the same date, and, because
 * games of one date can be withheld together, one of another. Where both are refused the address is blocked, and nothing
 * more is asked.
 */
async function givenSibling(
  source: ByGame,
  game: ScheduledGame,
  signal: AbortSignal,
): Promise<ScheduledGame> {
  const { session } = source;
  const refused: ScheduledGame[] = [];
  for (const sibling of await siblingsOf(source, game)) {
    const { answer } = await firstThere(source, sibling, signal, "fresh");
    if (typeof answer !== "string") return sibling;
    if (answer === "forbidden") refused.push(sibling);
  }
  const host = session.base.host;
  if (refused.length === 0)
    throw new AdvisedError(
      `${host} answers 403 for game ${gameText(game)}, and there is no other game to ask whether this address is blocked`,
      { kind: "never" },
    );
  session.blocked = `${host} answers 403 for game ${gameText(game)} and for ${refused.map(gameText).join(" and ")}: it refuses the address of this machine, as it does with many data centres. Nothing more is asked of it in this run. Fetch from another address: name a runner of your own in SCRAPER_RUNNER (docs/how-to/scrapers.md)`;
  throw new AdvisedError(session.blocked, { kind: "never" });
}

async function siblingsOf(
  { gamesBetween, session }: ByGame,
  game: ScheduledGame,
): Promise<ScheduledGame[]> {
  const around = await gamesBetween(
    addDays(game.date, -SIBLING_DAYS),
    addDays(game.date, SIBLING_DAYS),
  );
  const played = around.filter((other) => other.homeScore !== null && other.id !== game.id);
  const isKnown = ({ id }: ScheduledGame) => session.forbidden.has(id);
  const away = (other: ScheduledGame) => Math.abs(daysBetween(game.date, other.date));
  const sorted = played.sort((a, b) => away(a) - away(b));
  const same = sorted.find((other) => other.date === game.date && !isKnown(other));
  const other = sorted.find((each) => each.date !== game.date && !isKnown(each));
  return [same, other].filter((each) => each !== undefined);
}
