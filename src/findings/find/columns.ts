import { columnOf, type Grid } from "../../grid/grid.ts";
import type { ColumnFault } from "../../grid/observe/columns.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Finding, FindingInput } from "../finding.ts";
import { neededForTraining } from "./emptied.ts";

type Gone = Extract<ColumnFault, { kind: "gone" }>;

/** What stops the gate; the others are for information. */
const STOPPING: readonly ColumnFault["kind"][] = ["gone", "unrunnable"];
const MOST_NAMES = 6;

/** Names and errors come from outside: what a report could read something into is not shown. */
const named = (name: string): string => name.replace(/\W/g, "?").slice(0, 100);
const plain = (text: string): string => text.replace(/[^\w ./:,()='"-]/g, "?").slice(0, 200);

export const faultsOf = (
  { columnsRead: columnLook }: Grid,
  table: string,
): readonly ColumnFault[] => (columnLook?.faults ?? []).filter((fault) => fault.table === table);

const BY: Record<Gone["by"], (as: string) => string> = {
  declared: (as) => `declared as ${as}`,
  model: (as) => `given by ${plain(as)}`,
  seen: (as) => `${plain(as)} when it was last seen`,
};

/** "column minutes is gone (declared as compare of nbac_gamebook)". */
export function faultWords(fault: ColumnFault): string {
  if (fault.kind === "unrunnable")
    return `${fault.reads === true ? "it is read by" : "its model"} ${plain(fault.file)}${fault.reads === true ? ", which cannot" : " cannot"} run: ${plain(fault.error)}`;
  const column = `column ${named(fault.column)}`;
  if (fault.kind === "gone") return `${column} is gone (${BY[fault.by](fault.as)})`;
  if (fault.kind === "added") return `${column} is new (${plain(fault.type)})`;
  return `${column} is ${plain(fault.type)} and was ${plain(fault.was)}`;
}

const list = (faults: readonly ColumnFault[]): string => {
  const first = faults.slice(0, MOST_NAMES).map(faultWords);
  const more = faults.length - first.length;
  return `${first.join(", ")}${more > 0 ? `, and ${more} more` : ""}`;
};

/** Columns that the declaration, the model or an earlier validation has and the table lacks, and a model that lacks one. */
export function goneColumns(grid: Grid, table: TableConfig): FindingInput[] {
  const gone = faultsOf(grid, table.id).filter(({ kind }) => STOPPING.includes(kind));
  if (gone.length === 0) return [];
  const stops =
    gone.some((fault) => fault.kind === "gone" && fault.by === "declared") ||
    neededForTraining(grid).has(table.id);
  return [
    {
      kind: "column-gone",
      subject: table.id,
      priority: stops ? "P0" : "P1",
      title: `${table.title ?? table.id}: ${list(gone)}`,
      cells: columnOf(grid, table.id).filter(({ state }) => state !== "expected-absent"),
    },
  ];
}

/** For information: columns that are new, or of another type than at the last validation. */
export function changedColumns(grid: Grid, table: TableConfig): Finding[] {
  const changed = faultsOf(grid, table.id).filter(({ kind }) => !STOPPING.includes(kind));
  if (changed.length === 0) return [];
  return [
    {
      id: `column-changed:${table.id}`,
      kind: "column-changed",
      subject: table.id,
      priority: "P2",
      title: `${table.title ?? table.id}: ${list(changed)}`,
      dates: [],
      runs: [],
      cells: [],
      games: 0,
    },
  ];
}
