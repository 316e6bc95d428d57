import type { Difference } from "../../render/summary/warehouse-init.ts";
import type { Column, NewShape, TableShape } from "../../warehouse/admin.ts";

export type Declared = NewShape & {
  /** `dataset.table`. */
  readonly name: string;
  /** What dates its rows; undefined for tables that are not read by date. */
  readonly dateColumn?: string | undefined;
};

/** BigQuery clusters by these types only. */
const CLUSTERABLE = ["STRING", "INT64", "DATE", "BOOL", "NUMERIC", "TIMESTAMP", "DATETIME"];
const MOST_CLUSTERED = 4;

/** The first keys that are not the date and that BigQuery can cluster by. */
export const clusteringOf = (
  keys: readonly string[],
  dateColumn: string,
  columns: readonly Column[],
): string[] =>
  keys
    .filter((key) => key !== dateColumn)
    .filter((key) => CLUSTERABLE.includes(find(columns, key)?.type ?? ""))
    .slice(0, MOST_CLUSTERED);

/** What a table has otherwise than declared. With no declared columns, only what dates its rows is looked at. */
export function differences(
  declared: Declared,
  found: TableShape,
  hasPartitions: boolean,
): readonly Difference[] {
  return [
    ...dateDifferences(declared, found),
    ...(hasPartitions ? partitionDifferences(declared, found) : []),
    ...declared.columns.flatMap((column) => columnDifferences(declared, column, found)),
  ];
}

/** A filter that is required is no difference where every statement here has it. */
export function notesOn({ dateColumn, columns }: Declared, found: TableShape): string[] {
  const extra = found.columns.filter(({ name }) => find(columns, name) === undefined);
  return [
    ...(found.requiresFilter && found.partition?.column === dateColumn
      ? [`a filter on ${dateColumn} is required; every statement here has one`]
      : []),
    ...(columns.length > 0 && extra.length > 0
      ? [`also has ${extra.map(({ name }) => name).join(", ")}, which stay empty in rows made here`]
      : []),
  ];
}

function dateDifferences({ name, dateColumn }: Declared, found: TableShape): Difference[] {
  if (dateColumn === undefined) return [];
  const type = find(found.columns, dateColumn)?.type ?? "absent";
  if (type === "DATE") return [];
  const remedy =
    type === "absent"
      ? `Correct dateColumn of ${name} in the pipeline; there are ${namesOf(found.columns)}.`
      : `Make ${name} again with CAST(${dateColumn} AS DATE), or name a column of type DATE as its dateColumn.`;
  return [{ what: `column ${dateColumn}`, declared: "DATE", found: type, remedy, breaks: true }];
}

function partitionDifferences(declared: Declared, found: TableShape): Difference[] {
  const { name, dateColumn, partitionedBy, clusteredBy = [] } = declared;
  if (dateColumn === undefined) return [];
  const { partition } = found;
  const asFound =
    partition === null ? "none" : `${partition.unit} of ${partition.column ?? "arrival"}`;
  const by = partitionedBy ?? dateColumn;
  const list: Difference[] = [];
  if (asFound !== `DAY of ${by}`)
    list.push({
      what: "partitions",
      declared: `DAY of ${by}`,
      found: asFound,
      remedy: `BigQuery cannot change it in place: CREATE TABLE \`${name}_new\` PARTITION BY ${by} AS SELECT * FROM \`${name}\`, compare, then swap the names. Until then every read costs the whole table.`,
      breaks: false,
    });
  if (found.requiresFilter && partition?.column !== dateColumn)
    list.push({
      what: "required filter",
      declared: `on ${dateColumn}, or none`,
      found: `on ${partition?.column ?? "the time of arrival"}`,
      remedy: `ALTER TABLE \`${name}\` SET OPTIONS (require_partition_filter = false), for statements here filter by ${dateColumn}.`,
      breaks: true,
    });
  // Owners cluster their own tables as they need it.
  if (partitionedBy !== undefined && clusteredBy.join() !== found.clusteredBy.join())
    list.push({
      what: "clustering",
      declared: clusteredBy.join(", ") || "none",
      found: found.clusteredBy.join(", ") || "none",
      remedy: `bq update --clustering_fields=${clusteredBy.join(",")} ${name}; it costs nothing and holds for rows written from then on.`,
      breaks: false,
    });
  return list;
}

function columnDifferences({ name, dateColumn }: Declared, column: Column, found: TableShape) {
  if (column.name === dateColumn) return [];
  const type = find(found.columns, column.name)?.type;
  if (type === column.type) return [];
  const what = `column ${column.name}`;
  const remedy =
    type === undefined
      ? `ALTER TABLE \`${name}\` ADD COLUMN \`${column.name}\` ${column.type}; rows that are there keep NULL.`
      : `Cast it to ${type} in what fills ${name}, or make the table again with ${column.type}.`;
  return [{ what, declared: column.type, found: type ?? "absent", remedy, breaks: true }];
}

/** Both engines' columns differ by more than their letters' case. */
const find = (columns: readonly Column[], name: string): Column | undefined =>
  columns.find((column) => column.name.toLowerCase() === name.toLowerCase());

const namesOf = (columns: readonly Column[]): string => columns.map(({ name }) => name).join(", ");
