import type { ReadingConfig } from "./schema/reading.ts";
import { readSelect } from "./schema/select.ts";
import type { PipelineConfig, Reading, TableConfig } from "./schema.ts";

/** The files that the readings of a pipeline name. */
export const readingFiles = ({ tables }: PipelineConfig): readonly string[] => [
  ...new Set(
    tables.flatMap(({ read = {} }) => Object.values(read).flatMap(({ file }) => file ?? [])),
  ),
];

/** A table as an environment has it: its name there, and how its rows are read. The same objects for the same pipeline. */
export function tableIn(
  pipeline: PipelineConfig,
  table: TableConfig,
  environment: string,
): TableConfig {
  const declared = table.read?.[environment];
  if (declared === undefined || table.reading !== undefined) return table;
  const name = declared.table ?? table.name;
  const reading = readingOf(pipeline, { ...table, name }, declared);
  const { volatileColumns = table.volatileColumns, real = table.real } = declared;
  return {
    ...table,
    name,
    ...(volatileColumns === undefined ? {} : { volatileColumns }),
    ...(real === undefined ? {} : { real }),
    ...(reading === null ? {} : { reading }),
  };
}

function readingOf(
  { readFiles }: PipelineConfig,
  table: TableConfig,
  declared: ReadingConfig,
): Reading | null {
  const { file, columns } = declared;
  if (file !== undefined) return reading(readFiles?.[file] ?? "", file);
  return columns === undefined
    ? null
    : reading(selectOf(table, declared, columns), `the columns of ${table.id}`);
}

function reading(sql: string, from: string): Reading {
  const select = readSelect(sql);
  return "problem" in select
    ? { sql: "", from, outputs: [], tables: [], isPlain: false, isOfOneTable: false }
    : { ...select, sql, from };
}

/** The date filter stands beside the table's own name, where it leaves partitions out. */
export function selectOf(
  { name, dateColumn }: TableConfig,
  { where }: Pick<ReadingConfig, "where">,
  columns: Readonly<Record<string, string>>,
): string {
  const list = Object.entries(columns).map(([column, sql]) =>
    column === sql ? `\`${column}\`` : `${sql} AS \`${column}\``,
  );
  return [
    `SELECT ${list.join(", ")}`,
    `FROM \`${name}\``,
    `WHERE \`${dateColumn}\` BETWEEN @first_date AND @last_date`,
    ...(where === undefined ? [] : [`  AND (${where})`]),
  ].join("\n");
}
