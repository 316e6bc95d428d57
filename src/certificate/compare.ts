import { type ContentNow, canCompare } from "../backfill/ledger/content.ts";
import { HOW_KNOWN, isWrite, type LedgerEntry } from "../backfill/ledger/lineage.ts";
import {
  type CellChange,
  type ChangedBy,
  type Comparison,
  reasons,
  type TableChange,
} from "./answer.ts";
import type { Certificate, CertifiedTable } from "./record.ts";

/** The state of the warehouse and of the declaration when it is asked. */
export type Now = {
  readonly content: ContentNow;
  readonly unread: ReadonlyMap<string, string>;
  readonly columns: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** By table id; not given for a table that is not declared any more. */
  readonly declared: ReadonlyMap<string, string>;
  /** By table id, the hash of its SQL. */
  readonly models: ReadonlyMap<string, string>;
  readonly entries: readonly LedgerEntry[];
};

/**
 * What has changed since, cell by cell, up to the end of the certified range; rows of later dates are new and no change.
 * Still sound: nothing has. Invalid: training rows are gone, or somebody unknown changed them, or a column they had is gone
 * or of another type. Retrain advised: every other change. Unknown: a table could not be compared.
 */
export function compareCertificate(certificate: Certificate, now: Now): Comparison {
  const unread: { table: string; error: string }[] = [];
  const changes: CellChange[] = [];
  const lines = Map.groupBy(
    now.entries.filter(({ position }) => position > (certificate.ledgerPosition ?? -1)),
    ({ tableId, date }) => `${tableId} ${date}`,
  );
  for (const table of certificate.tables) {
    const content = now.content.get(table.id);
    if (content === undefined) {
      unread.push({ table: table.id, error: now.unread.get(table.id) ?? "it was not read" });
      continue;
    }
    const then = new Map(
      table.dates.map(([date, rows, fingerprint]) => [date, { rows, fingerprint }]),
    );
    const later = [...content].filter(
      ([date, { rows }]) => rows > 0 && date <= certificate.range.last && !then.has(date),
    );
    const dates = [...then.keys(), ...later.map(([date]) => date)].sort();
    let incomparable = 0;
    for (const date of dates) {
      const before = then.get(date) ?? NO_ROWS;
      const after = content.get(date) ?? NO_ROWS;
      if (before.rows === after.rows && before.fingerprint === after.fingerprint) continue;
      if (before.rows === after.rows && !canCompare(before.fingerprint, after.fingerprint)) {
        incomparable += 1;
        continue;
      }
      changes.push({
        ...{ table: table.id, date, isTraining: table.isTraining },
        kind: after.rows === 0 ? "gone" : before.rows === 0 ? "added" : "changed",
        ...{ rowsThen: before.rows, rowsNow: after.rows },
        changedBy: changedBy(table, after.fingerprint, lines.get(`${table.id} ${date}`) ?? []),
      });
    }
    if (incomparable > 0)
      unread.push({
        table: table.id,
        error: `${incomparable} dates have as many rows as then, and their content is hashed in another way now: by another version of the engine, or with other volatileColumns`,
      });
  }
  const tables = certificate.tables.flatMap((table) => tableChange(table, now));
  const why = reasons(changes, tables, unread);
  return {
    answer: why.find(([answer]) => answer === "invalid")?.[0] ?? why[0]?.[0] ?? "still sound",
    why: why.map(([, text]) => text),
    ...{ changes, tables, unread },
    touched: touchedBy(certificate, changes),
  };
}

const NO_ROWS = { rows: 0, fingerprint: "" };

/** The newest line about the content that is there now; where there is none somebody wrote without one. */
function changedBy(
  { isOurs }: CertifiedTable,
  fingerprint: string,
  lines: readonly LedgerEntry[],
): ChangedBy {
  const own = lines.findLast((line) => line.fingerprint === fingerprint && line.kind !== "seen");
  if (own === undefined) return { by: isOurs ? "other writer" : "unexplained" };
  return {
    by: isWrite(own) || own.kind === "loaded" ? "run" : "person",
    run: own.run,
    at: own.writtenAt,
    how: HOW_KNOWN[own.kind],
  };
}

function tableChange(table: CertifiedTable, now: Now): TableChange[] {
  const [then, after] = [table.columns, now.columns.get(table.id)];
  const names = Object.keys(then);
  // A table that could not be read says nothing of its columns.
  const columns =
    after === undefined
      ? { gone: [], added: [], retyped: [] }
      : {
          gone: names.filter((name) => !(name in after)),
          added: Object.keys(after).filter((name) => !(name in then)),
          retyped: names
            .filter((name) => name in after && after[name] !== then[name])
            .map((name) => `${name}: ${then[name]} then, ${after[name]} now`),
        };
  const declared = now.declared.get(table.id);
  const declaration =
    declared === undefined ? "gone" : declared === table.declared ? null : "changed";
  const hash = now.models.get(table.id);
  const model =
    table.model === null
      ? null
      : hash === undefined
        ? "gone"
        : hash === table.model.hash
          ? null
          : "changed";
  const isSame =
    [columns.gone, columns.added, columns.retyped].every((names) => names.length === 0) &&
    declaration === null &&
    model === null;
  return isSame
    ? []
    : [{ table: table.id, isTraining: table.isTraining, columns, declaration, model }];
}

function touchedBy({ tables }: Certificate, changes: readonly CellChange[]): Comparison["touched"] {
  const training = changes.filter(({ isTraining }) => isTraining);
  const all = tables.filter(({ isTraining }) => isTraining).flatMap(({ dates }) => dates);
  return {
    rows: training.reduce((sum, { rowsThen }) => sum + rowsThen, 0),
    of: all.reduce((sum, [, rows]) => sum + rows, 0),
    dates: new Set(training.map(({ date }) => date)).size,
  };
}
