import { HOW_KNOWN, type LedgerEntry, type Lineage } from "../../backfill/ledger/lineage.ts";
import { notComparable } from "../../backfill/ledger/reading.ts";
import { changedOutside, staleCells } from "../../backfill/ledger/stale.ts";
import type { CivilDate } from "../../dates/civil-date.ts";
import type { GridInput } from "../../grid/build/grid-input.ts";
import type { LastLine } from "../../grid/grid.ts";
import { writtenHere } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import { type ContentRead, contentNow } from "../shared/content.ts";
import type { Progress } from "../shared/progress.ts";

type Changes = Pick<GridInput, "ledgerError" | "stale" | "staleFrom" | "changedOutside">;

/** What the ledger and the content now say together: what is stale, and what somebody else changed. */
export function foreignChanges({
  environment,
  tables,
  dates,
  ledger,
  contents,
  isRead,
  progress,
}: {
  readonly environment: string;
  readonly tables: readonly TableConfig[];
  readonly dates: readonly CivilDate[];
  readonly ledger: { readonly lineage: Lineage; readonly error: string | null };
  readonly contents: readonly ContentRead[];
  /** Whether the rows of a table could be counted: those of another are unknown anyway. */
  readonly isRead: (table: string) => boolean;
  readonly progress: Progress;
}): Changes {
  const now = contentNow(contents);
  const own = new Set(
    tables.filter((table) => writtenHere(table, environment)).map(({ id }) => id),
  );
  const input = { tables, dates, lineage: ledger.lineage, now, own };
  const unread = contents.flatMap((one) => ("error" in one && isRead(one.table) ? [one] : []));
  const [first] = unread;
  const unlike = notComparable(ledger.lineage, now);
  if (unlike > 0)
    progress({
      kind: "note",
      message: `The content of ${unlike} recorded dates cannot be compared with their record, which an older version of this tool made, another version of the engine, or other volatileColumns. Whether somebody else changed them is unknown until they are written or loaded again.`,
    });
  const stale = staleCells(input);
  return {
    ledgerError:
      ledger.error ??
      (first === undefined
        ? null
        : `the content of ${unread.map(({ table }) => table).join(", ")} could not be read: ${first.error}`),
    stale: new Map([...stale].map(([table, of]) => [table, new Set(of.keys())])),
    staleFrom: stale,
    changedOutside: new Map(
      [...changedOutside(input)].map(([table, of]) => [
        table,
        new Map([...of].map(([date, line]) => [date, lastLine(line)])),
      ]),
    ),
  };
}

const lastLine = ({ run, kind, rows, writtenAt }: LedgerEntry): LastLine => ({
  run,
  rows,
  how: HOW_KNOWN[kind],
  at: writtenAt,
});
