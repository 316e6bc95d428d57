import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parseGamebookPdf } from "../../src/producers/scrapers/gamebook/parse.ts";
import { BOOK, printed, SHORT } from "../support/scrapers/gamebook-paper.ts";
import { paperOf, sampleGames } from "../support/scrapers/gamebooks.ts";
import { type Figure, figure } from "./measure.ts";

const DATES = "game_date BETWEEN '2025-12-01' AND '2025-12-03'";
/** Before this many the reader's own tables still fill. */
const WARM = 50;

/** Reading papers of real games, both forms by turns, one after the other as an import does. */
export async function gamebooks(count: number): Promise<Figure[]> {
  const games = await sampleGames(DATES);
  const papers: Uint8Array[] = [];
  for (const [index, game] of games.entries())
    papers.push(await printed(paperOf(game), index % 2 === 0 ? SHORT : BOOK));
  const read = async (n: number) => {
    const result = await parseGamebookPdf(papers[n % papers.length] as Uint8Array, null);
    if (result.status === "refused") throw new Error(result.reason);
  };
  for (let n = 0; n < WARM; n += 1) await read(n);
  const before = heldMiB();
  const started = performance.now();
  for (let n = 0; n < count; n += 1) await read(n);
  const seconds = (performance.now() - started) / 1000;
  return [
    figure("gamebooks-rate", "gamebooks read a second", count / seconds, "a second"),
    figure("gamebooks-memory", `memory kept after ${count} more`, heldMiB() - before, "MB"),
  ];
}

/** What is still held after a collection, buffers outside the heap included. */
function heldMiB(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return (heapUsed + arrayBuffers) / 1024 ** 2;
}
