import { columnProblems } from "../columns.ts";
import { topologicalOrder } from "../graph.ts";
import type { Problem } from "../problem.ts";
import { rhythmProblems } from "../rhythm.ts";
import type { PipelineConfig, TableConfig } from "../schema.ts";
import { scraperProblems } from "../scrapers.ts";
import { serviceProblems } from "../services.ts";

/** The tables behind the operators' 20 columns, by id. */
export const NBA_20_TABLES = [
  "bdl_box_scores",
  "nbac_gamebook",
  "player_game_summary",
  "team_defense",
  "upcoming_context",
  "pdc",
  "psza",
  "pcf",
  "mlfs",
  "tdza",
  "player_prop_predictions",
  "prediction_grades",
] as const;

/** What the schema alone cannot see: names that must exist, ids that must be unique, a graph without a cycle. */
export function checkReferences(pipeline: PipelineConfig): Problem[] {
  const problems: Problem[] = [];
  const tables = new Set(pipeline.tables.map(({ id }) => id));
  const known =
    (kind: string, names: ReadonlySet<string>) => (name: string, path: PropertyKey[]) => {
      if (!names.has(name))
        problems.push({
          path,
          message: `there is no ${kind} "${name}"; declared are ${[...names].join(", ")}`,
        });
    };
  const table = known("table", tables);
  const phase = known("phase", new Set(pipeline.phases.map(({ id }) => id)));
  const environment = known("environment", new Set(Object.keys(pipeline.environments)));

  unique(
    pipeline.tables.map(({ id }) => id),
    "tables",
    problems,
  );
  unique(
    pipeline.phases.map(({ id }) => id),
    "phases",
    problems,
  );
  unique(
    pipeline.seasons.map(({ id }) => id),
    "seasons",
    problems,
  );

  pipeline.tables.forEach((entry, index) => {
    const at = (...rest: PropertyKey[]): PropertyKey[] => ["tables", index, ...rest];
    phase(entry.phase, at("phase"));
    entry.upstream.forEach((upstream, position) => {
      table(upstream.table, at("upstream", position, "table"));
      if (upstream.window.from < upstream.window.to)
        problems.push({
          path: at("upstream", position, "window"),
          message: `from (${upstream.window.from} days back) is nearer than to (${upstream.window.to})`,
        });
    });
    if (
      entry.covers !== undefined &&
      !entry.upstream.some(({ table: id, window }) => id === entry.covers?.table && window.to === 0)
    )
      problems.push({
        path: at("covers", "table"),
        message: `"${entry.covers.table}" is not among its upstreams of the same date`,
      });
    if (entry.compare !== undefined) table(entry.compare.with, at("compare", "with"));
    if (typeof entry.full === "object" && "share" in entry.full)
      table(entry.full.share.of, at("full", "share", "of"));
    if (typeof entry.full === "object" && "games" in entry.full && hasDistinct(entry))
      problems.push({
        path: at("measures"),
        message: "distinct values cannot be added up over games; count this table another way",
      });
    for (const name of Object.keys(entry.producers)) environment(name, at("producers", name));
  });
  pipeline.score.stages.forEach((stage, index) => {
    const at = (...rest: PropertyKey[]): PropertyKey[] => ["score", "stages", index, ...rest];
    if ("tables" in stage) stage.tables.forEach((name, n) => void table(name, at("tables", n)));
    else table(stage.table, at("table"));
    if (stage.kind === "ratio") table(stage.of, at("of"));
  });
  const { excellent, good, fair } = pipeline.score.bands;
  if (!(excellent > good && good > fair))
    problems.push({
      path: ["score", "bands"],
      message: `excellent (${excellent}), good (${good}) and fair (${fair}) must fall in this order`,
    });
  pipeline.warmUp.tables.forEach((name, n) => void table(name, ["warmUp", "tables", n]));
  if (pipeline.healthCsv === "nba-20") for (const name of NBA_20_TABLES) table(name, ["healthCsv"]);
  if (pipeline.calendar.kind === "daily") problems.push(...gamesInDaily(pipeline));
  else table(pipeline.calendar.table, ["calendar", "table"]);
  pipeline.waivers.forEach((waiver, index) => {
    waiver.tables.forEach((name, n) => void table(name, ["waivers", index, "tables", n]));
    waiver.environments?.forEach((name, n) => {
      environment(name, ["waivers", index, "environments", n]);
    });
    if (waiver.games === undefined && waiver.dates === undefined)
      problems.push({ path: ["waivers", index], message: "names neither games nor dates" });
  });
  pipeline.criteria.forEach((criterion, index) => {
    if (criterion.table !== undefined) table(criterion.table, ["criteria", index, "table"]);
    else if (criterion.metric === "missing_dates")
      problems.push({ path: ["criteria", index], message: "missing_dates needs a table" });
    if ((criterion.above === undefined) === (criterion.below === undefined))
      problems.push({ path: ["criteria", index], message: "needs one of above and below" });
  });
  pipeline.seasons.forEach((season, index) => {
    if (season.closes < season.opens)
      problems.push({ path: ["seasons", index, "closes"], message: "is before the season opens" });
    const previous = pipeline.seasons[index - 1];
    if (previous !== undefined && season.opens <= previous.closes)
      problems.push({
        path: ["seasons", index, "opens"],
        message: `is not after season ${previous.id} closes (${previous.closes})`,
      });
  });
  problems.push(...serviceProblems(pipeline), ...scraperProblems(pipeline));
  problems.push(...rhythmProblems(pipeline), ...columnProblems(pipeline));
  if (problems.length === 0) {
    const order = topologicalOrder(pipeline.tables);
    if ("cycle" in order)
      problems.push({
        path: ["tables"],
        message: `upstreams form a cycle: ${order.cycle.join(" -> ")}`,
      });
  }
  return problems;
}

/** What counts games or takes them for granted, where every day is a date and there are none. */
function gamesInDaily({ tables, score, waivers, healthCsv }: PipelineConfig): Problem[] {
  const paths: PropertyKey[][] = [
    ...tables.flatMap(({ full, reconcile }, index) => [
      ...(typeof full === "object" && "games" in full ? [["tables", index, "full", "games"]] : []),
      ...(reconcile === undefined ? [] : [["tables", index, "reconcile"]]),
    ]),
    ...score.stages.flatMap(({ kind }, index) =>
      kind === "games" ? [["score", "stages", index, "kind"]] : [],
    ),
    ...waivers.flatMap(({ games }, index) =>
      games === undefined ? [] : [["waivers", index, "games"]],
    ),
    ...(healthCsv === "none" ? [] : [["healthCsv"]]),
  ];
  return paths.map((path) => ({ path, message: "needs games, and a daily calendar has none" }));
}

const hasDistinct = ({ measures }: TableConfig): boolean =>
  Object.values(measures).some((measure) => "distinct" in measure);

function unique(ids: readonly string[], list: string, problems: Problem[]): void {
  ids.forEach((id, index) => {
    if (ids.indexOf(id) !== index)
      problems.push({ path: [list, index, "id"], message: `"${id}" is declared twice` });
  });
}
