import { columnOf } from "../../grid/grid.ts";
import { missingDatesYaml } from "../blocks/config.ts";
import { dateListOf } from "../blocks/group.ts";
import { dailyLine, type KindAdvice, ownersOf, type Place } from "../blocks/kind.ts";
import { rowsByDate } from "../blocks/sql.ts";
import { command } from "../blocks/target.ts";

/** Causes that have to do with how data flow: what a table is computed from, and who fills it. */
export const FLOW_ADVICE = {
  cascade: {
    way: "run",
    first: "run",
    why: (place) =>
      `It follows from ${upstreamsOf(place).join(", ")}; once those are complete, it can be computed.`,
    confirm: (place) =>
      place.grid.tables
        .filter(({ id }) => upstreamsOf(place).includes(id))
        .slice(0, 2)
        .map((table) => ({
          says: `${table.id} has no or too few rows on these dates`,
          language: "sql",
          text: rowsByDate(table, place.group.runs),
        })),
    prevent: (place) => ({
      words: "Run the gate before the job that reads them.",
      yaml: null,
      line: command(place.target, "gate", { tables: upstreamsOf(place).join(",") }),
    }),
    repair: (place) => [
      `Repair ${upstreamsOf(place).join(", ")} first, or add --with-upstream: a cell whose upstream is missing is not run.`,
    ],
  },
  "source-outage": {
    way: "run",
    first: "run",
    why: () =>
      "The games were played, as the other source shows: this one can be fetched again. The canary shows whether it answers now.",
    confirm: ({ grid, group, tables }) =>
      [...tables, ...otherSources({ grid, group })].slice(0, 2).map((table) => ({
        says: group.tables.includes(table.id)
          ? "nothing comes back, or fewer games than the other source has"
          : "every game of these dates comes back",
        language: "sql",
        text: rowsByDate(table, group.runs),
      })),
    prevent: (place) => ({
      words:
        "Notice a missing day the next morning, not after weeks: add the criterion below, and fetch the newest days again every day.",
      yaml: missingDatesYaml(place.group.tables[0] ?? ""),
      line: dailyLine(place, 3),
    }),
    repair: (place) => [
      `Fetch the dates again from ${ownersOf(place)}. If the source answers 403 for single games only, it withholds them: excuse those, and do not try again.`,
    ],
  },
  "phase-failure": {
    way: "run",
    first: "run",
    why: () =>
      "Everything it reads is complete, so only this job failed. If it fails again, its log says why.",
    confirm: ({ group, target }) => [
      {
        says: "the cells are planned, and nothing blocks them",
        language: "sh",
        text: command(target, "plan", {
          tables: group.tables.join(","),
          dates: dateListOf(group.runs),
        }),
      },
    ],
    prevent: (place) => ({
      words: "Check overdue dates every day and repair them.",
      yaml: null,
      line: dailyLine(place, 7),
    }),
    repair: (place) => [
      `If a date fails again, the log of ${ownersOf(place)} of that date says why; the other dates go on.`,
    ],
  },
  scattered: {
    way: "run",
    first: "look",
    why: () => "The dates have no common pattern: a run would hide the cause and may not last.",
    confirm: ({ group, target }) => [
      {
        says: "which layer falls short first on these dates",
        language: "sh",
        text: command(target, "completeness", {
          start: group.dates[0] ?? "",
          end: group.dates.at(-1) ?? "",
        }),
      },
    ],
    prevent: () => ({
      words: "Depends on the cause.",
      yaml: null,
      line: null,
    }),
    repair: () => ["Read the job's log of one date before running the rest."],
  },
} satisfies Record<string, KindAdvice>;

/** Tables of the same date that the group is computed from and that are missing or short there. */
function upstreamsOf({ grid, group, tables }: Place): string[] {
  const dates = new Set(group.dates);
  const ids = tables.flatMap(({ upstream }) =>
    upstream.filter(({ window }) => window.to === 0).map(({ table }) => table),
  );
  return [...new Set(ids)].filter((id) =>
    columnOf(grid, id).some(
      ({ date, state }) => dates.has(date) && (state === "missing" || state === "partial"),
    ),
  );
}

/** The other tables that count the same games. */
function otherSources({ grid, group }: Pick<Place, "grid" | "group">) {
  const stage = grid.pipeline.score.stages.find(({ kind }) => kind === "games");
  const ids = stage?.kind === "games" ? stage.tables : [];
  return grid.tables.filter(({ id }) => ids.includes(id) && !group.tables.includes(id));
}
