import { UserError } from "../errors.ts";
import type { Problem } from "./problem.ts";
import type { ScrapedSource, ScraperProducer } from "./schema/scraper.ts";
import type { PipelineConfig } from "./schema.ts";

/** Where each source answers unless something else is declared. */
export const SOURCE_ADDRESS: Readonly<Record<ScrapedSource, string>> = {
  nbac_schedule: "https://cdn.nba.com",
  nbac_play_by_play: "https://cdn.nba.com",
  nbac_gamebook: "https://statsdmz.nba.com",
  bdl_box_scores: "https://api.balldontlie.io",
};

export const isHere = ({ hostname }: URL): boolean =>
  hostname === "127.0.0.1" || hostname === "localhost";

/** Whether a host may be asked on behalf of a base: its own, a listed one, this machine only from this machine. */
export function mayAsk(url: URL, base: URL, hosts: readonly string[]): boolean {
  if (url.username !== "" || url.password !== "") return false;
  if (isHere(url)) return isHere(base);
  if (url.protocol !== "https:" || url.port !== "") return false;
  return (
    url.hostname === base.hostname ||
    hosts.some((one) =>
      one.startsWith("*.") ? url.hostname.endsWith(one.slice(1)) : url.hostname === one,
    )
  );
}

/**
 * The address that paths are put after, without a slash at its end. Throws a UserError for what is no address, for a host
 * that is neither the source's nor listed, and for http elsewhere than on this machine. `where` names the value.
 */
export function sourceBase(
  { source, hosts }: Pick<ScraperProducer, "source" | "hosts">,
  text: string,
  where: string,
): URL {
  const own = new URL(SOURCE_ADDRESS[source]);
  const base = URL.canParse(text) ? new URL(text) : null;
  if (base === null || !["https:", "http:"].includes(base.protocol))
    throw new UserError(`${where} is no address; write it as https://HOST.`);
  if (base.search !== "" || base.hash !== "")
    throw new UserError(`${where} has more than a host and a path; write it as https://HOST.`);
  if (!isHere(base) && !mayAsk(base, own, hosts))
    throw new UserError(
      `${where} is on ${base.host}, which is neither ${own.hostname} nor in the scraper's hosts, or not plain https. Correct it, or list the host in the pipeline.`,
    );
  return new URL(base.pathname.replace(/\/+$/, "") || "/", base.origin);
}

/** What the schema alone cannot see of scrapers. */
export function scraperProblems({ tables, calendar }: PipelineConfig): Problem[] {
  const ids = tables.map(({ id }) => id);
  return tables.flatMap(({ producers }, index) =>
    Object.entries(producers).flatMap(([name, declared]) =>
      declared.kind !== "scraper"
        ? []
        : problemsOf(declared, ids, calendar.kind === "daily").map(([key, message]) => ({
            path: ["tables", index, "producers", name, key],
            message,
          })),
    ),
  );
}

function problemsOf(
  declared: ScraperProducer,
  ids: readonly string[],
  isDaily: boolean,
): [string, string][] {
  const { source, baseUrl, keyFrom } = declared;
  const problems: [string, string][] = [];
  if (isDaily) problems.push(["kind", "needs games, and a daily calendar has none"]);
  if (source === "bdl_box_scores") {
    if (keyFrom === undefined)
      problems.push(["keyFrom", "bdl_box_scores needs the variable that holds its key"]);
    if (declared.players === undefined)
      problems.push(["players", "bdl_box_scores needs the table that knows player ids"]);
  }
  for (const key of ["players", "boxScores"] as const) {
    const id = declared[key];
    if (id !== undefined && !ids.includes(id))
      problems.push([key, `there is no table "${id}"; declared are ${ids.join(", ")}`]);
  }
  if (baseUrl === undefined) return problems;
  try {
    sourceBase(declared, baseUrl, `"${baseUrl}"`);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    problems.push(["baseUrl", error.message]);
  }
  return problems;
}
