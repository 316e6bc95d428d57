import { daysOf, parseDateList } from "../../dates/list.ts";
import type { MissingGames } from "../../grid/csv/gaps-csv.ts";
import { seasonOf } from "../../pipeline/rules.ts";
import type { PipelineConfig, Waiver } from "../../pipeline/schema.ts";
import type { IssueTarget } from "../marker.ts";

const MAX_DATES = 400;

type Asked = {
  readonly target: IssueTarget;
  readonly pipeline: PipelineConfig;
  /** As the newest validation found them; null where none of the issue's environment is kept. */
  readonly missing: readonly MissingGames[] | null;
};

/** What a waiver is to be about, or why it cannot be. */
export type WaiverScope = Pick<Waiver, "games" | "dates" | "tables"> | { readonly why: string };

/** A game that the newest validation found missing on the dates and tables of the issue. */
export function ofGame(game: string, { missing, target }: Asked): WaiverScope {
  if (missing === null)
    return {
      why: `No validation of ${target.environment} is kept here, so nobody knows the games.`,
    };
  const own = parseDateList(target.dates);
  const rows = missing.filter(
    ({ date, table }) =>
      own.some(({ first, last }) => date >= first && date <= last) &&
      (target.tables.length === 0 || target.tables.includes(table)),
  );
  const lacking = rows.filter(({ games }) => games.includes(game));
  if (lacking.length > 0)
    return { games: [game], tables: [...new Set(lacking.map(({ table }) => table))] };
  const some = [...new Set(rows.flatMap(({ games }) => games))].sort().slice(0, 5);
  const hint =
    some.length === 0 ? "no game is named as missing there" : `such as ${some.join(", ")}`;
  return { why: `Game ${game} is not missing on the dates and tables of this issue; ${hint}.` };
}

/** The dates of the issue that lie in the declared warm-up, for the tables that skip it. */
export function ofWarmUp({ pipeline, target }: Asked): WaiverScope {
  const { days, tables: skipped } = pipeline.warmUp;
  const dates = daysOf(parseDateList(target.dates)).filter(
    (day) => (seasonOf(pipeline, day)?.seasonDay ?? days) < days,
  );
  const tables =
    target.tables.length === 0 ? skipped : target.tables.filter((id) => skipped.includes(id));
  if (dates.length === 0 || tables.length === 0)
    return {
      why: `Nothing of this issue lies in the declared warm-up: the first ${days} days of a season, for ${skipped.join(", ")}.`,
    };
  if (dates.length > MAX_DATES)
    return { why: `That is ${dates.length} dates; a waiver has ${MAX_DATES} at most.` };
  return { dates, tables: [...tables] };
}
