import { type Cell, columnOf, type Grid } from "../grid/grid.ts";
import { declaredRange } from "../pipeline/rules.ts";
import type { PipelineConfig, Waiver } from "../pipeline/schema.ts";

/** A waiver that somebody should look at. expired: it has no effect any more. unused: it has none, though it holds. */
export type WaiverNote = { readonly waiver: Waiver; readonly status: "expired" | "unused" };

/** Past their last day, which is included, in UTC. */
export function expiredWaivers({ waivers }: PipelineConfig, asOf: Date): readonly Waiver[] {
  const today = asOf.toISOString().slice(0, 10);
  return waivers.filter(({ expires }) => expires < today);
}

/**
 * The environment's waivers that are expired, or excuse no cell of the whole declared range; a grid of less says nothing
 * about the latter. A cell that could not be read, or not counted, may be one that is excused.
 */
export function waiverNotes(grid: Grid): readonly WaiverNote[] {
  const { pipeline, environment, asOf } = grid;
  const own = pipeline.waivers.filter(
    ({ environments }) => environments?.includes(environment) ?? true,
  );
  const expired = new Set(expiredWaivers(pipeline, asOf));
  const isWhole = coversDeclared(grid);
  return own.flatMap((waiver): WaiverNote[] => {
    if (expired.has(waiver)) return [{ waiver, status: "expired" }];
    return isWhole && !excusesSome(grid, waiver) ? [{ waiver, status: "unused" }] : [];
  });
}

function coversDeclared({ pipeline, asOf, range }: Grid): boolean {
  const declared = declaredRange(pipeline, asOf);
  return range.first <= declared.first && range.last >= declared.last;
}

function excusesSome(grid: Grid, { games, dates, tables }: Waiver): boolean {
  // What it is about may still be to come.
  if (dates?.some((date) => date > grid.range.last)) return true;
  return tables.some((table) =>
    columnOf(grid, table).some((cell, at) => {
      const day = grid.days[at];
      const isAbout =
        dates?.includes(cell.date) || day?.games.some(({ id }) => games?.includes(id));
      return isAbout && isShort(cell, day?.games.length ?? 0);
    }),
  );
}

/** Whether something may be absent from the cell, had nothing been waived. */
const isShort = (cell: Cell, scheduled: number): boolean =>
  cell.state === "unknown" ||
  cell.rows === null ||
  cell.rows === 0 ||
  (cell.games !== null && cell.games < scheduled) ||
  (cell.unit === "rows" && cell.expected !== null && cell.rows < cell.expected);

/** What the waiver is for, in a few words without its reason, which is somebody's text. */
export function waiverWords({ games, dates, tables }: Waiver): string {
  const [firstGame, ...moreGames] = games ?? [];
  const [firstDate, ...moreDates] = dates ?? [];
  const what = [
    ...(firstGame === undefined ? [] : [some("game", firstGame, moreGames.length)]),
    ...(firstDate === undefined ? [] : [some("date", firstDate, moreDates.length)]),
  ];
  return `${what.join(" and ") || "nothing"} in ${tables.join(", ")}`;
}

const some = (one: string, first: string, more: number): string =>
  more === 0 ? `${one} ${first}` : `${one}s ${first} and ${more} more`;

/** A sentence for whoever keeps the declaration; `what` names the waiver as the reader's text allows. */
export const waiverSentence = ({ waiver, status }: WaiverNote, what: string): string =>
  status === "expired"
    ? `The waiver for ${what} expired on ${waiver.expires} and has no effect: take it out of the declaration, or give it a later day`
    : `The waiver for ${what} (until ${waiver.expires}) excuses nothing in the whole declared range: take it out of the declaration`;
