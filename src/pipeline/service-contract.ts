import type { CivilDate } from "../dates/civil-date.ts";
import type { ServiceProducer } from "./schema/producers.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What one call is for. Of a date, `first` and `last` are that date. */
export type CallFor = {
  readonly first: CivilDate;
  readonly last: CivilDate;
  readonly game?: { readonly id: string; readonly home: string; readonly away: string };
};

const PLACEHOLDERS = ["date", "first", "last", "processor", "game", "game_code"] as const;
type Placeholder = (typeof PLACEHOLDERS)[number];

/** What a service is sent where nothing is declared. */
const DEFAULT_REQUEST: Record<string, Json> = {
  analysis_date: "{date}",
  backfill_mode: true,
  processors: ["{processor}"],
};
const DEFAULT_OVERRIDE: Record<string, Json> = { include_bootstrap: true };

/** The keys that make a service fill what it skips; none where it has no such override. */
export const overrideKeysOf = ({
  override = DEFAULT_OVERRIDE,
}: ServiceProducer): readonly string[] => (override === "none" ? [] : Object.keys(override));

/** The body of a call. */
export function requestOf(
  { request = DEFAULT_REQUEST, override = DEFAULT_OVERRIDE }: ServiceProducer,
  processor: string,
  { first, last, game }: CallFor,
  includeWarmUp: boolean,
): object {
  const values: Readonly<Record<Placeholder, string>> = {
    date: first,
    first,
    last,
    processor,
    game: game?.id ?? "",
    game_code: game === undefined ? "" : `${first.replaceAll("-", "")}/${game.away}${game.home}`,
  };
  const more = includeWarmUp && override !== "none" ? override : {};
  return filled({ ...request, ...more }, values) as object;
}

function filled(value: Json, values: Readonly<Record<Placeholder, string>>): Json {
  if (typeof value === "string")
    return value.replaceAll(/\{(\w+)\}/g, (whole, name) => values[name as Placeholder] ?? whole);
  if (Array.isArray(value)) return value.map((one: Json) => filled(one, values));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, filled(one, values)]));
}

/** What each unit's body has to name: one of these. */
const NEEDS = { date: ["date", "first"], range: ["first"], game: ["game", "game_code"] } as const;

/** What is wrong with a declared contract, by its key. */
export function contractProblems(declared: ServiceProducer): [string, string][] {
  const { unit = "date", request, auth, keyFrom } = declared;
  const problems: [string, string][] = [];
  const used = new Set(
    [...JSON.stringify(request ?? {}).matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string),
  );
  for (const name of used)
    if (!PLACEHOLDERS.some((one) => one === name))
      problems.push([
        "request",
        `{${name}} stands for nothing; there are ${PLACEHOLDERS.map((one) => `{${one}}`).join(", ")}`,
      ]);
  const needs: readonly string[] = NEEDS[unit];
  if ((request !== undefined || unit !== "date") && !needs.some((name) => used.has(name)))
    problems.push([
      "request",
      `names no ${unit}: it needs ${needs.map((one) => `{${one}}`).join(" or ")}`,
    ]);
  if (unit === "range" && !used.has("last"))
    problems.push(["request", "names no end of the range: it needs {last}"]);
  if (auth === "api-key" && keyFrom === undefined)
    problems.push(["keyFrom", "auth: api-key needs the variable that holds the key"]);
  if (auth !== "api-key" && keyFrom !== undefined)
    problems.push(["keyFrom", "a key is sent with auth: api-key alone"]);
  return problems;
}
