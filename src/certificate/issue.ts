import { createHash } from "node:crypto";
import type { ContentNow } from "../backfill/ledger/content.ts";
import { HOW_KNOWN, type LedgerEntry, type Lineage } from "../backfill/ledger/lineage.ts";
import type { Assessment } from "../findings/assess/assess.ts";
import type { GateRequirement, GateVerdict } from "../findings/assess/gate.ts";
import { waiverWords } from "../findings/waivers.ts";
import { canonical, configHash } from "../pipeline/hash.ts";
import { trainingTables, waiversFor, writtenHere } from "../pipeline/rules.ts";
import type { TableConfig } from "../pipeline/schema.ts";
import type { Tried } from "./leaks.ts";
import type { CertificateContent, CertifiedTable } from "./record.ts";

/** What was read beside the look of the gate. */
export type CertifiedLook = {
  readonly readAt: Date;
  readonly tables: readonly TableConfig[];
  /** Every date with rows, whether the schedule lists it or not. */
  readonly content: ContentNow;
  /** By table id: column, then type. */
  readonly columns: ReadonlyMap<string, Readonly<Record<string, string>>>;
  /** By table id: the SQL file that fills it, and its text. */
  readonly models: ReadonlyMap<string, { readonly file: string; readonly text: string }>;
  readonly entries: readonly LedgerEntry[];
  readonly lineage: Lineage;
};

export type CertificateRequest = {
  readonly require: GateRequirement;
  /** What training needs; empty for what is declared. */
  readonly asked: readonly string[];
  readonly tool: string;
  readonly warehouse: string;
  readonly previous: string | null;
  readonly tried: Tried["tables"];
};

export const hashOf = (text: string): string =>
  createHash("sha256").update(text).digest("hex").slice(0, 16);

/** Over what the declaration says of a table that bears on its rows. */
export const declaredHash = ({ owner: _, knownBefore: __, ...table }: TableConfig): string =>
  hashOf(canonical(table));

/** Of a gate that passed, not sealed yet. Dates after the range are left out: they were not judged. */
export function issueCertificate(
  { grid, training }: Assessment,
  verdict: GateVerdict,
  look: CertifiedLook,
  { require, asked, tool, warehouse, previous, tried }: CertificateRequest,
): CertificateContent {
  const { pipeline, environment, asOf, range, policy } = grid;
  const known = new Known();
  const own = new Set(
    asked.length > 0 ? asked : trainingTables(pipeline, environment).map(({ id }) => id),
  );
  const tables = look.tables.map((table): CertifiedTable => {
    const model = look.models.get(table.id);
    const dates = [...(look.content.get(table.id) ?? [])]
      .filter(([date, { rows }]) => date <= range.last && rows > 0)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return {
      id: table.id,
      name: table.name,
      dateColumn: table.dateColumn,
      isTraining: own.has(table.id),
      isOurs: writtenHere(table, environment),
      volatileColumns: [...(table.volatileColumns ?? [])],
      columns: look.columns.get(table.id) ?? {},
      declared: declaredHash(table),
      model: model === undefined ? null : { file: model.file, hash: hashOf(model.text) },
      tried: triedOf(tried[table.id], look.models),
      dates: dates.map(([date, { rows, fingerprint }]) => {
        const line = look.lineage.latest(table.id, date);
        const isOf = line !== undefined && line.fingerprint === fingerprint;
        return [date, rows, fingerprint, isOf ? known.indexOf(line) : -1];
      }),
    };
  });
  const waivers = new Set(
    look.tables.flatMap((table) => waiversFor(pipeline, table, environment, asOf)),
  );
  return {
    schemaVersion: 1,
    kind: "training certificate",
    ...{ tool, environment, warehouse },
    readAt: look.readAt.toISOString(),
    asOf: asOf.toISOString(),
    range: { first: range.first, last: range.last },
    policy,
    configHash: configHash(pipeline),
    required: require,
    training,
    state: verdict.state,
    short: [...verdict.short],
    waivers: [...waivers].map((waiver) => ({
      what: waiverWords(waiver),
      reason: waiver.reason,
      expires: waiver.expires,
    })),
    ledgerPosition: look.entries.reduce<number | null>(
      (most, { position }) => Math.max(most ?? position, position),
      null,
    ),
    known: known.all(),
    tables,
    previous,
  };
}

/** What was tried of other SQL, of the table or of what it is computed from, says nothing of this one. */
function triedOf(
  of: Tried["tables"][string] | undefined,
  models: CertifiedLook["models"],
): CertifiedTable["tried"] {
  const isSame = ([id, hash]: [string, string]) => hash === hashOf(models.get(id)?.text ?? "");
  if (of === undefined || !Object.entries(of.models).every(isSame)) return null;
  return { at: of.at, dates: of.dates, leaks: of.leaks };
}

/** The lines that dates are known from, each once. */
class Known {
  readonly #lines: CertificateContent["known"] = [];
  readonly #index = new Map<string, number>();

  indexOf({ run, kind, writtenAt }: LedgerEntry): number {
    const at = atOf(writtenAt);
    const key = `${run} ${kind} ${at}`;
    const found = this.#index.get(key);
    if (found !== undefined) return found;
    this.#lines.push({ run, how: HOW_KNOWN[kind], at });
    this.#index.set(key, this.#lines.length - 1);
    return this.#lines.length - 1;
  }

  all(): CertificateContent["known"] {
    return this.#lines;
  }
}

const atOf = (writtenAt: string): string => {
  const at = new Date(writtenAt);
  return Number.isNaN(at.getTime()) ? writtenAt : at.toISOString();
};
