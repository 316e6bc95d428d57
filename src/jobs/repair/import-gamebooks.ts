import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { DATES_A_BATCH } from "../../commands/sets.ts";
import { type CivilDate, isCivilDate } from "../../dates/civil-date.ts";
import { errorMessage, UserError } from "../../errors.ts";
import { type ScraperProducer, scraper } from "../../pipeline/schema/scraper.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { type ScheduledGame, sameRows } from "../../producers/scrapers/game/game.ts";
import { gamesBetween } from "../../producers/scrapers/game/games.ts";
import { readAliases } from "../../producers/scrapers/game/player-names.ts";
import { RefusedSourceError, refuse } from "../../producers/scrapers/game/refusal.ts";
import { gamebookName, readGamebook } from "../../producers/scrapers/gamebook/source.ts";
import { openImported } from "../../producers/scrapers/imported.ts";
import { originalsAt } from "../../producers/scrapers/originals/at.ts";
import type { FoundGame } from "../../producers/scrapers/sources/source.ts";
import { EVERYTHING } from "../../records/selection.ts";
import { type BackfillResult, backfill } from "./backfill.ts";
import type { RepairContext } from "./run/context.ts";
import type { BackfillRequest } from "./run/start.ts";

export type ImportRequest = {
  readonly folder: string;
  /** The id of the table that gets them. */
  readonly table: string;
  /** Games that have rows too. */
  readonly force: boolean;
} & Pick<BackfillRequest, "allowShrink" | "out" | "now" | "signal">;

/** A file that was not taken, and why. The other games of its date are written all the same. */
export type RefusedFile = {
  readonly file: string;
  readonly reason: string;
  /** Null where its name is of no scheduled game. */
  readonly game: ScheduledGame | null;
};

export type ImportResult = {
  readonly read: number;
  readonly refused: readonly RefusedFile[];
  /** Null where every game has rows already. */
  readonly repair: BackfillResult | null;
};

/**
 * Loads gamebooks that were fetched elsewhere, named as at their source, through the reader and the checks of the
 * scraper, as a repair with a receipt that can be undone. Throws a UserError, with nothing changed, where no file is of
 * use.
 */
export async function importGamebooks(
  context: RepairContext,
  request: ImportRequest,
): Promise<ImportResult> {
  const { request: where, tables, warehouse } = context;
  const table = tables.find(({ id }) => id === request.table);
  if (table === undefined)
    throw new UserError(
      `There is no table "${request.table}" in ${where.environment}; there are ${tables.map(({ id }) => id).join(", ")}.`,
    );
  const declared = declaredFor(table, where.environment);
  const { found, refused, read } = await readFolder(context, request, declared);
  const byDate = Map.groupBy(found, ({ date }) => date);
  if (byDate.size === 0)
    throw new UserError(
      [
        `No gamebook in ${request.folder} can be loaded; nothing was changed:`,
        ...refused.map(({ file, reason }) => `  ${file}: ${reason}`),
      ].join("\n"),
    );
  const producer = openImported(
    {
      source: "nbac_gamebook",
      extraColumns: declared.extraColumns,
      byDate,
      refused: lackingBy(found, refused),
    },
    warehouse,
  );
  const dates = [...byDate.keys()].sort().map((date) => ({ first: date, last: date }));
  const { force } = request;
  const selection = { ...EVERYTHING, dates, tables: [table.id], force, withinGrace: true };
  const repair = await backfill(
    { ...context, given: new Map([[table.id, producer]]) },
    { ...request, selection, batchSize: DATES_A_BATCH, canary: 0, replan: false },
  );
  return { read, refused, repair: "nothing" in repair ? null : repair };
}

/** By date, the games of refused files that no other file gives. */
function lackingBy(found: readonly ReadGame[], refused: readonly RefusedFile[]) {
  const given = new Set(found.map(({ game }) => game));
  const lacking = refused.flatMap(({ file, reason, game }) =>
    game === null || given.has(game.id)
      ? []
      : [{ game, why: "refused" as const, words: `${reason} (${file})` }],
  );
  return Map.groupBy(lacking, ({ game }) => game.date);
}

/** What the environment declares of the source, or its defaults where somebody else fills the table there. */
function declaredFor({ producers }: TableConfig, environment: string): ScraperProducer {
  const own = producers[environment];
  return own?.kind === "scraper"
    ? own
    : scraper.parse({
        kind: "scraper",
        source: "nbac_gamebook",
      } satisfies Partial<ScraperProducer>);
}

type ReadGame = FoundGame & { readonly date: CivilDate; readonly file: string };

async function readFolder(
  context: RepairContext,
  { folder, signal }: ImportRequest,
  declared: ScraperProducer,
): Promise<{ found: ReadGame[]; refused: RefusedFile[]; read: number }> {
  const files = await pdfsIn(folder);
  const { root, env = {} } = context.request;
  const originals = originalsAt(declared.cache, root, env);
  const title = `Reading ${files.length} gamebooks in ${folder}`;
  context.progress({ kind: "start", title, total: files.length });
  const aliases = await readAliases(root, declared.names);
  const found = new Map<string, ReadGame>();
  const disputed = new Set<string>();
  const refused: RefusedFile[] = [];
  for (const [index, file] of files.entries()) {
    if (signal.aborted) throw new UserError("Stopped while reading; nothing was changed.");
    let game: ScheduledGame | null = null;
    try {
      game = await gameOf(context, declared, basename(file));
      const bytes = await readFile(join(folder, file));
      const rows = await readGamebook(bytes, game, aliases);
      const earlier = found.get(game.id);
      if (earlier !== undefined && !sameRows(earlier.rows, rows)) {
        // Nobody can say which of the two is right.
        disputed.add(game.id);
        refuse(`it and ${earlier.file} say different things of the same game: keep the right one`);
      }
      if (earlier === undefined) {
        const url = `file:${basename(file)}`;
        const { sha256, fetchedAt } = await originals.keep(url, bytes, new Date().toISOString());
        // The bytes are in the cache: a season of them would not fit in memory beside the rows.
        const source = { url, sha256, fetchedAt, bytes: new Uint8Array() };
        found.set(game.id, { game: game.id, date: game.date, file, rows, source });
      }
    } catch (error) {
      if (!(error instanceof RefusedSourceError)) throw error;
      refused.push({ file, reason: errorMessage(error), game });
    }
    context.progress({ kind: "step", label: file, done: index + 1, total: files.length });
  }
  context.progress({ kind: "end", title });
  for (const id of disputed) found.delete(id);
  return { found: [...found.values()], refused, read: files.length };
}

/** PDFs below the folder, by path. */
async function pdfsIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(
    (cause: unknown) => {
      throw new UserError(`The folder ${folder} cannot be read`, { cause });
    },
  );
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.toLowerCase().endsWith(".pdf"))
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)))
    .sort();
  if (files.length === 0)
    throw new UserError(
      `There is no PDF in ${folder}. Gamebooks are named as at their source, such as 20240410_MEMCLE.pdf or 20240410_MEMCLE_book.pdf.`,
    );
  return files;
}

/** The scheduled game that a file's name is of. Throws a RefusedSourceError. */
async function gameOf(
  { warehouse, pipeline, request }: RepairContext,
  declared: ScraperProducer,
  file: string,
): Promise<ScheduledGame> {
  const { day, away, home } =
    gamebookName(file) ??
    refuse("its name does not say the game; name it as at its source, such as 20240410_MEMCLE.pdf");
  const date = `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`;
  if (!isCivilDate(date)) return refuse(`there is no day ${date}`);
  const games = await gamesBetween(
    { warehouse, pipeline, environment: request.environment, declared },
    date,
    date,
  );
  return (
    games.find((game) => game.away === away && game.home === home) ??
    refuse(`the schedule has no game ${away}@${home} on ${date}`)
  );
}
