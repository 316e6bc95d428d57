import { faultsOf } from "../../findings/find/columns.ts";
import { columnOf } from "../../grid/grid.ts";
import { missingDatesYaml, tableKeysYaml } from "../blocks/config.ts";
import { type KindAdvice, ownersOf, redFromP1 } from "../blocks/kind.ts";
import { rowsByDate } from "../blocks/sql.ts";
import { command } from "../blocks/target.ts";
import { isEmpty } from "./tables.ts";

/** Causes that are about a table as a whole: that it has rows at all, when, and in which columns. */
export const SHAPE_ADVICE = {
  emptied: {
    way: "run",
    first: "run",
    why: () =>
      "Its upstreams are complete, so a run fills every date again. The canary shows whether the rows stay.",
    confirm: ({ grid, tables }) => tables.map((table) => isEmpty(table, grid.range)),
    prevent: ({ group, target }) => ({
      words:
        "Find out who removed the rows, or why its job never wrote any. Let the gate run before whatever reads the table.",
      yaml: missingDatesYaml(group.tables[0] ?? ""),
      line: command(target, "gate", { tables: group.tables.join(",") }),
    }),
    repair: (place) => [
      `Rebuild every date. If a job of ${ownersOf(place)} empties the table, stop it first: it would empty the table again.`,
    ],
  },
  "source-stopped": {
    way: "run",
    first: "run",
    why: ({ group }) =>
      `Nothing has come since ${group.dates[0]}: a run fetches the dates again, and its canary shows whether the source answers.`,
    confirm: ({ group, tables }) =>
      tables.map((table) => ({
        says: "no row comes back",
        language: "sql",
        text: rowsByDate(table, group.runs),
      })),
    prevent: ({ group, target }) => ({
      words: "Fail the validation on the first date without rows, not after weeks.",
      yaml: missingDatesYaml(group.tables[0] ?? ""),
      line: redFromP1({ target }),
    }),
    repair: (place) => [
      `Ask ${ownersOf(place)} what changed on ${place.group.dates[0]}: a fetch alone does not make the source come back.`,
    ],
  },
  "off-cadence": {
    way: "ask",
    first: "look",
    why: () => "Either the rows are misplaced, or the declared cadence is wrong.",
    confirm: ({ group, tables }) =>
      tables.map((table) => ({
        says: "rows on days that the cadence leaves out",
        language: "sql",
        text: rowsByDate(table, group.runs),
      })),
    prevent: ({ tables }) => ({
      words: "If rows belong on these days, correct the table's cadence.",
      yaml: tableKeysYaml(
        tables.map(({ id }) => id),
        [["cadence", "daily"]],
      ),
      line: null,
    }),
    repair: (place) => [
      `A backfill does not write these days, and does not remove their rows. Ask ${ownersOf(place)} where they belong.`,
    ],
  },
  "column-gone": {
    way: "ask",
    first: "look",
    why: () => "A backfill writes rows, not columns.",
    confirm: ({ target }) => [
      {
        says: "the same columns are named",
        language: "sh",
        text: command(target, "config check", { environment: target.environment }),
      },
    ],
    prevent: ({ grid, group, tables }) => ({
      words:
        "If a column was removed on purpose, declare it as dropped, and take it out of the keys that name it.",
      yaml: droppedYaml(
        tables.map(({ id }) => id),
        droppable(grid, group.finding.subject),
      ),
      line: null,
    }),
    repair: (place) => [
      `Ask ${ownersOf(place)} to put the column back, then rebuild ${columnOf(place.grid, place.group.finding.subject).length} dates with backfill --force, for its old values are gone.`,
    ],
  },
} satisfies Record<string, KindAdvice>;

const droppedYaml = (tables: readonly string[], columns: readonly string[]): string | null =>
  columns.length === 0
    ? null
    : tableKeysYaml(tables, [["droppedColumns", `[${columns.join(", ")}]`]]);

/** Names that YAML reads as they are; others have to be written by hand. */
const droppable = (...[grid, table]: Parameters<typeof faultsOf>): string[] =>
  faultsOf(grid, table).flatMap((fault) =>
    fault.kind === "gone" && /^[A-Za-z_]\w*$/.test(fault.column) ? [fault.column] : [],
  );
