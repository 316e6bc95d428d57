import { faultWords } from "../../findings/find/columns.ts";
import type { ColumnFault } from "../../grid/observe/columns.ts";

/** What came of holding the declaration against an environment's tables. */
export type ColumnCheck = {
  readonly environment: string;
  /** Tables whose columns were read. */
  readonly tables: number;
  readonly faults: readonly ColumnFault[];
  /** Tables whose columns could not be read, and why. */
  readonly unread: readonly { readonly table: string; readonly error: string }[];
};

/** For people: what is wrong, or that nothing is. */
export function columnLines({ environment, tables, faults, unread }: ColumnCheck): string[] {
  const lines = [
    ...faults.map((fault) => `${environment}: ${fault.table}: ${faultWords(fault)}`),
    ...unread.map(({ table, error }) => `${environment}: UNKNOWN: ${table}: ${error}`),
  ];
  return lines.length > 0
    ? lines
    : [`${environment}: ${tables} tables have every declared column, and dates of type DATE`];
}

/** 3 for what could not be read, 1 for a column that is gone. */
export const columnsExitCode = ({ faults, unread }: ColumnCheck): 0 | 1 | 3 => {
  if (unread.length > 0) return 3;
  return faults.length > 0 ? 1 : 0;
};
