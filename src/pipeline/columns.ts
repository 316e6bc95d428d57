import type { Problem } from "./problem.ts";
import { gamesCalendar } from "./rules.ts";
import type { PipelineConfig, ScheduleCalendar, TableConfig } from "./schema.ts";

/** A column that the declaration names, and as what; without those that are counted by, a table cannot be counted. */
export type DeclaredColumn = {
  readonly name: string;
  readonly as: string;
  readonly isCounted: boolean;
};

/** Every column of a table that the declaration names, each once, the more important use first. `tables`: those of the environment. */
export function declaredColumnsOf(
  pipeline: PipelineConfig,
  table: TableConfig,
  tables: readonly TableConfig[] = pipeline.tables,
): readonly DeclaredColumn[] {
  const { dateColumn, keys, full, measures, reconcile, volatileColumns = [] } = table;
  const calendar = gamesCalendar(pipeline);
  const counted = (as: string, ...names: readonly string[]) =>
    names.map((name) => ({ name, as, isCounted: true }));
  const other = (as: string, ...names: readonly string[]) =>
    names.map((name) => ({ name, as, isCounted: false }));
  const named = [
    ...counted("its dateColumn", dateColumn),
    ...(calendar?.table === table.id
      ? [
          ...counted("a column of the calendar", ...calendarColumns(calendar)),
          ...other("one of its keys", ...keys),
        ]
      : counted("one of its keys", ...keys)),
    ...(typeof full === "object" && "games" in full
      ? counted("the game column of full", full.games.column)
      : []),
    ...Object.entries(measures).flatMap(([id, how]) =>
      counted(`the measure ${id}`, Object.values(how)[0] as string),
    ),
    ...(reconcile === undefined ? [] : counted("reconcile.points", reconcile.points)),
    ...tables.flatMap(({ id, compare }) => {
      if (compare === undefined || (id !== table.id && compare.with !== table.id)) return [];
      const columns = [compare.game, compare.player, compare.name, ...Object.keys(compare.stats)];
      return other(`compare of ${id}`, ...columns);
    }),
    ...other("one of its volatileColumns", ...volatileColumns),
  ];
  const first = new Map<string, DeclaredColumn>();
  for (const one of named) {
    const key = one.name.toLowerCase();
    if (!first.has(key)) first.set(key, one);
  }
  return [...first.values()];
}

/** A column cannot be removed on purpose and be used. */
export const columnProblems = (pipeline: PipelineConfig): Problem[] =>
  pipeline.tables.flatMap((table, index) => {
    const used = declaredColumnsOf(pipeline, table);
    return (table.droppedColumns ?? []).flatMap((name, at) => {
      const use = used.find((one) => one.name.toLowerCase() === name.toLowerCase());
      return use === undefined
        ? []
        : [
            {
              path: ["tables", index, "droppedColumns", at],
              message: `"${name}" is also declared as ${use.as}`,
            },
          ];
    });
  });

/** Those that every schedule has: only a reading says where a game was moved to. */
function calendarColumns({ columns }: ScheduleCalendar): readonly string[] {
  const { movedTo: _, ...always } = columns;
  return Object.values(always).flatMap((name) => name ?? []);
}
