import type { Content } from "../../backfill/ledger/content.ts";
import { type CivilDate, isCivilDate } from "../../dates/civil-date.ts";
import { errorMessage } from "../../errors.ts";
import { declaredRange, environmentOf, tablesOf } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Observed } from "../../records/observed.ts";
import type { TableState, TableStates } from "../../warehouse/states.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import type { Modified } from "../shared/content.ts";
import type { Progress } from "../shared/progress.ts";
import type { Changes } from "./again/changed.ts";
import type { Piece } from "./again/piece.ts";
import { type PiecePlan, planReading, type Settings } from "./again/plan.ts";
import { isWithin } from "./again/spans.ts";
import { stateFrom, stateTo } from "./again/states.ts";
import type { ObserveInput } from "./input.ts";
import { piecesOf } from "./pieces.ts";

/** What a validation is going to ask, and what it takes from the record of an earlier one. */
export type Prepared = {
  readonly plans: readonly PiecePlan[];
  /** Null where everything is counted. */
  readonly since: string | null;
  /** Why everything is counted. */
  readonly why: string | null;
  readonly readAt: string;
  /** Contents that still hold, by table id. */
  readonly knownContent: ReadonlyMap<string, ReadonlyMap<CivilDate, Content>>;
  readonly changesOf: (table: TableConfig) => Changes;
  /** Undefined where it has to be asked for. */
  readonly modified: Modified | undefined;
  /** What the next record says of the tables; null where none is to be written. */
  readonly head: Pick<Observed, "readAt" | "turnAt" | "tables"> | null;
};

/** Milliseconds, a share, and days, as the environment declares them; null where it does not, or its engine cannot. */
export function metadataFirst(
  { pipeline, environment }: Pick<ObserveInput, "pipeline" | "environment">,
  { abilities }: Pick<Warehouse, "abilities">,
) {
  const declared = environmentOf(pipeline, environment).metadataFirst;
  if (declared === undefined || !abilities.partitionMetadata) return null;
  const { lagMinutes, share, maxAgeDays } = declared;
  return { lagMs: lagMinutes * 60_000, share, maxAgeDays };
}

type Earlier =
  | { readonly record: Observed; readonly why?: undefined }
  | { readonly record: null; readonly why: string };

/** Only a validation of the whole declared range leaves a record: a narrower one would be the next one's baseline. */
export const isRecorded = ({ pipeline, asOf, range }: ObserveInput): boolean => {
  const declared = declaredRange(pipeline, asOf);
  return range.first === declared.first && range.last === declared.last;
};

/**
 * Asks the engine's bookkeeping what changed since the record, and plans what to count. Whatever stands in the way has
 * everything counted, and is told.
 */
export async function prepare(
  input: ObserveInput,
  warehouse: Warehouse,
  earlier: Earlier,
  settings: Omit<Settings, "isRecorded"> & { readonly maxAgeDays: number },
  progress: Progress,
): Promise<Prepared> {
  const tables = tablesOf(input.pipeline, input.environment);
  const pieces = piecesOf(input, tables);
  const names = [...new Set(pieces.flatMap(({ reads }) => reads.map(({ name }) => name)))];
  const marks = new Map(
    Object.entries(earlier.record?.tables ?? {}).map(([name, { mark }]) => [name, mark]),
  );
  let states: TableStates;
  try {
    states = await warehouse.tableStates(names, marks);
  } catch (error) {
    const why = `the tables' metadata could not be read: ${errorMessage(error)}`;
    progress({ kind: "note", message: `UNKNOWN: ${why}. Every table is counted in full.` });
    return inFull(pieces, why, null);
  }
  const why = earlier.why ?? tooOld(earlier.record, states.readAt, settings.maxAgeDays);
  if (earlier.record === null || why !== null)
    return inFull(pieces, why ?? "", isRecorded(input) ? { tables, states, earlier } : null);
  return fromRecord(input, pieces, earlier.record, states, settings);
}

function tooOld(record: Observed | null, readAt: string, maxAgeDays: number): string | null {
  if (record === null) return null;
  const days = (Date.parse(readAt) - Date.parse(record.readAt)) / 86_400_000;
  if (days >= 0 && days <= maxAgeDays) return null;
  return `the record is of ${record.readAt}, and at most ${maxAgeDays} days are accepted`;
}

export function fromRecord(
  input: ObserveInput,
  pieces: readonly Piece[],
  record: Observed,
  found: TableStates,
  settings: Omit<Settings, "isRecorded">,
): Prepared {
  const tables = tablesOf(input.pipeline, input.environment);
  const own = { ...settings, isRecorded: isRecorded(input) };
  const { plans, turnAt, states, changesOf } = planReading(pieces, record, found, own);
  const changes = new Map(tables.map((one) => [one, changesOf(one.name, one.dateColumn)]));
  const known = tables.flatMap((table) => {
    const changed = changes.get(table);
    const contents = record.contents[table.id];
    if (changed?.kind !== "dates" || contents === undefined) return [];
    const kept = contents.filter(([date]) => !isWithin(date, changed.ranges));
    const still = kept.map(([date, rows, text]) => [date, { rows, fingerprint: text }] as const);
    return [[table.id, new Map(still)] as const];
  });
  return {
    plans,
    since: record.run,
    why: null,
    readAt: found.readAt,
    knownContent: new Map(known),
    changesOf: (table) => changes.get(table) ?? { kind: "all", why: "it is not known" },
    modified: modifiedIn(tables, states),
    head: own.isRecorded ? headOf(found.readAt, turnAt, states) : null,
  };
}

function inFull(
  pieces: readonly Piece[],
  why: string,
  to: {
    readonly tables: readonly TableConfig[];
    readonly states: TableStates;
    readonly earlier: Earlier;
  } | null,
): Prepared {
  const states = new Map(
    (to?.states.tables ?? []).flatMap((one) => {
      const before = to?.earlier.record?.tables[one.table];
      if (one.status === "known") return [[one.table, one.state] as const];
      return one.status === "same" && before !== undefined
        ? [[one.table, stateFrom(before)] as const]
        : [];
    }),
  );
  const readAt = to?.states.readAt ?? "";
  return {
    plans: pieces.map((piece) => ({ piece, kind: "everything", why })),
    since: null,
    why,
    readAt,
    knownContent: new Map(),
    changesOf: () => ({ kind: "all", why }),
    modified: to === null ? undefined : modifiedIn(to.tables, states),
    head: to === null ? null : headOf(readAt, readAt, states),
  };
}

const headOf = (readAt: string, turnAt: string, states: ReadonlyMap<string, TableState>) => ({
  readAt,
  turnAt,
  tables: Object.fromEntries([...states].map(([name, state]) => [name, stateTo(state)])),
});

/** Of tables whose partitions are days of their date column. */
function modifiedIn(
  tables: readonly TableConfig[],
  states: ReadonlyMap<string, TableState>,
): Modified {
  return new Map(
    tables.flatMap(({ name, dateColumn }) => {
      const state = states.get(name);
      if (state?.column !== dateColumn) return [];
      const dates = [...state.partitions].flatMap(([id, one]) => {
        const date = id.replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");
        return isCivilDate(date) ? [[date, one] as const] : [];
      });
      const isByDay = [...state.partitions.keys()].every((id) => !/^\d{4}(\d{2})?$/.test(id));
      return isByDay ? [[name, new Map(dates)] as const] : [];
    }),
  );
}
