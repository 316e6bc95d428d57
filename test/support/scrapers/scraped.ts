import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Declaration, ROOT } from "../pipeline.ts";
import {
  aPlace,
  at,
  newerSeason,
  type Place,
  repaired,
  run,
  type Said,
} from "../repair/repairs.ts";
import type { SampleFile } from "../sample.ts";
import type { SampleGame } from "./gamebooks.ts";
import { type Content, type Hosts, type Misbehaviour, startHosts } from "./nba-hosts.ts";

/** Where a test's repairs fetch from: a host of this machine, and an environment that asks it. */
export type Scraped = AsyncDisposable & {
  readonly hosts: Hosts;
  readonly place: Place;
  readonly env: Readonly<Record<string, string>>;
  /** Below the test's folder. */
  readonly cache: string;
  /** A command there; --environment, --pipeline and the rest are put in. */
  ops(words: readonly string[], withOut?: boolean): Promise<Said>;
  repair(words: readonly string[]): ReturnType<typeof repaired>;
};

export const SCRAPED = ["--environment", "sample-scraped"];

/** The shipped environment that is scraped, on a copy of the incident, without its waits. */
export async function scraped(
  contentOf: (path: string) => Promise<Content | unknown | null>,
  {
    misbehaves,
    change = newerSeason,
    sample: file = "incident",
  }: {
    readonly misbehaves?: Misbehaviour;
    readonly change?: (declaration: Declaration) => void;
    readonly sample?: SampleFile;
  } = {},
): Promise<Scraped> {
  const hosts = await startHosts(contentOf, misbehaves);
  let cache = "";
  const place = aPlace(file, (declaration) => {
    const { sample } = declaration["environments"];
    cache = join(sample.path, "..", "originals");
    declaration["environments"]["sample-scraped"].path = sample.path;
    for (const { producers } of declaration["tables"]) {
      const own = producers["sample-scraped"];
      if (own === undefined) continue;
      Object.assign(own, { cache, spacingSeconds: 0, retryWaitSeconds: 0.01, retries: 3 });
    }
    change(declaration);
  });
  const env = {
    SCRAPER_CONTACT: "ops@example.org",
    NBA_GAMEBOOK_URL: hosts.url,
    NBA_CDN_URL: hosts.url,
  };
  return {
    ...{ hosts, place, env, cache },
    ops: (words, withOut = true) => run([...words, ...SCRAPED, ...at(place, withOut)], { env }),
    repair: (words) => repaired(place, [...SCRAPED, ...words], { env }),
    [Symbol.asyncDispose]: () => hosts[Symbol.asyncDispose](),
  };
}

/** Takes the gamebook's rows of these games away: they are what the source has and the warehouse lacks. */
export const withoutGamebooks = (games: readonly SampleGame[]): string =>
  `DELETE FROM nba_raw.nbac_gamebook_player_stats WHERE game_id IN (${["", ...games.map(({ gameId }) => gameId)].map((id) => `'${id}'`).join(", ")})`;

/** As if the table's rows had never been recorded: what it lacks was never loaded, and nobody has taken it away. */
export const neverRecorded = (tableId: string): string =>
  `DELETE FROM ops.partition_writes WHERE table_id = '${tableId}'`;

/** The dates that the incident emptied of a table. */
export function readIncident(table: string): readonly string[] {
  const text = readFileSync(join(ROOT, "sample/scenarios/incident-2026-01-25.json"), "utf8");
  const { empty } = JSON.parse(text) as { empty: { tables: string[]; dates: string[] }[] };
  return empty.flatMap(({ tables, dates }) => (tables.includes(table) ? dates : []));
}
