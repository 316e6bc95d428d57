import { daysBetween } from "../../../dates/civil-date.ts";
import { without } from "../../../dates/list.ts";
import type { DateRange } from "../../../dates/range.ts";
import type { Observed, ObservedPiece } from "../../../records/observed.ts";
import { datesOfPartition, type TableState, type TableStates } from "../../../warehouse/states.ts";
import { type Changes, changesSince, together } from "./changed.ts";
import type { Piece } from "./piece.ts";
import { fewSpans, overlap } from "./spans.ts";
import { stateFrom } from "./states.ts";
import { type Candidate, takeTurns } from "./turn.ts";

/** What of a piece is asked; what is not, is taken from the record. */
export type PiecePlan = { readonly piece: Piece } & (
  | { readonly kind: "everything"; readonly why: string }
  | {
      readonly kind: "some";
      readonly from: ObservedPiece;
      /** Dates to ask, within the piece's span or the record's. */
      readonly spans: readonly DateRange[];
      readonly whole: boolean;
    }
);

export type Settings = {
  /** Milliseconds by which the engine's bookkeeping may lag behind its rows. */
  readonly lagMs: number;
  /** Of what all pieces weigh, counted anew each day although nothing changed. */
  readonly share: number;
  /** The answers are recorded: dates beyond those that are needed are kept up too, and a share takes its turn. */
  readonly isRecorded: boolean;
};

export type ReadingPlan = {
  readonly plans: readonly PiecePlan[];
  /** What may have changed in a table since the record; `column` is that of the dates that are asked about. */
  readonly changesOf: (name: string, column: string | null) => Changes;
  /** When a share of the unchanged was last counted. */
  readonly turnAt: string;
  readonly states: ReadonlyMap<string, TableState>;
};

/** The least that a query of a table bills (src/warehouse/bigquery/read/estimate.ts): small tables weigh the same. */
const LEAST_WEIGHT = 10 * 1024 ** 2;

/** Decides what is asked again; nothing is read for it. */
export function planReading(
  pieces: readonly Piece[],
  record: Observed,
  { readAt, tables }: TableStates,
  { lagMs, share, isRecorded }: Settings,
): ReadingPlan {
  const before = new Map(
    Object.entries(record.tables).map(([name, state]) => [name, stateFrom(state)]),
  );
  const states = new Map(
    tables.flatMap((one) => {
      const state = one.status === "known" ? one.state : before.get(one.table);
      return one.status === "unknown" || state === undefined ? [] : [[one.table, state] as const];
    }),
  );
  const changesOf = (name: string, column: string | null) => {
    const state = before.get(name);
    const seen = state === undefined ? undefined : { state, readAt: record.readAt };
    return changesSince(seen, states.get(name), column, lagMs);
  };
  const plain = pieces.map((piece) => {
    const from = record.pieces[piece.id];
    const changes = together(piece.reads.map(({ name, column }) => changesOf(name, column)));
    return { piece, from, changes, weight: weightOf(piece, states) };
  });
  const days = isRecorded ? Math.min(daysSince(record.turnAt, readAt), 1 / share) : 0;
  const total = plain.reduce((sum, { weight }) => sum + weight, 0);
  const turns =
    days === 0
      ? new Map()
      : takeTurns(
          plain.flatMap(({ piece, from, changes, weight }): Candidate[] =>
            from === undefined || changes.kind === "all" || piece.volatile !== null
              ? []
              : [{ id: piece.id, weight, ages: from.ages, until: piece.wanted.last }],
          ),
          total * share * days,
        );
  return {
    states,
    turnAt: days === 0 ? record.turnAt : readAt,
    changesOf,
    plans: plain.map(({ piece, from, changes }): PiecePlan => {
      const turn = turns.get(piece.id);
      const everything = (why: string) => ({ piece, kind: "everything" as const, why });
      if (piece.volatile !== null) return everything(piece.volatile);
      if (from === undefined) return everything("it is in no record");
      if (changes.kind === "all") return everything(changes.why);
      if (turn?.isAll === true || (turn !== undefined && piece.dated === null))
        return everything("its turn has come");
      const wide = {
        first: min(piece.span.first, from.span.first),
        last: max(piece.span.last, from.span.last),
      };
      const asked = [
        ...changes.ranges,
        ...uncovered(piece, from),
        ...(turn === undefined ? [] : [turn]),
      ];
      const spans = piece.dated === null ? [] : fewSpans(asked, isRecorded ? wide : piece.wanted);
      const isFirst = turn !== undefined && turn.first <= from.span.first;
      const whole = piece.whole !== null && (isFirst || !keepsWhole(piece, from, changes, states));
      return { piece, kind: "some", from, spans, whole };
    }),
  };
}

const min = <T extends string>(one: T, other: T): T => (one < other ? one : other);
const max = <T extends string>(one: T, other: T): T => (one > other ? one : other);

/** Dates that are needed and that the record does not reach; days still to come are asked along with them. */
function uncovered({ wanted, span }: Piece, { span: known }: ObservedPiece): DateRange[] {
  return without([wanted], [known]).map(({ first, last }) => ({
    first,
    last: last === wanted.last ? max(span.last, last) : last,
  }));
}

/** Whether what was found of the table as a whole still holds. */
function keepsWhole(
  { whole, reads }: Piece,
  { whole: known }: ObservedPiece,
  changes: Extract<Changes, { readonly kind: "dates" }>,
  states: ReadonlyMap<string, TableState>,
): boolean {
  if (whole === null || known === null || changes.undated) return false;
  const { declared, twiceIn } = whole;
  if (declared.first !== known.declared.first || declared.last < known.declared.last) return false;
  const isOutside = ({ first, last }: DateRange) => first < declared.first || last > declared.last;
  if (changes.ranges.some(isOutside)) return false;
  if (twiceIn === null) return true;
  if (known.twiceIn === null || twiceIn.first !== known.twiceIn.first) return false;
  if (twiceIn.last < known.twiceIn.last) return false;
  if (changes.ranges.some((range) => overlap(range, twiceIn) !== null)) return false;
  // New days count only where they hold rows.
  const added = without([twiceIn], [known.twiceIn]);
  return !reads.some(({ name, column }) => holdsAnyOf(states.get(name), column, added));
}

function holdsAnyOf(
  state: TableState | undefined,
  column: string | null,
  ranges: readonly DateRange[],
): boolean {
  if (ranges.length === 0) return false;
  if (state === undefined || column === null || state.column !== column) return true;
  return [...state.partitions.keys()]
    .map(datesOfPartition)
    .some((dates) => dates !== null && ranges.some((range) => overlap(range, dates) !== null));
}

const weightOf = ({ reads }: Piece, states: ReadonlyMap<string, TableState>): number =>
  reads.reduce((sum, { name }) => sum + Math.max(states.get(name)?.bytes ?? 0, LEAST_WEIGHT), 0);

/** Whole UTC days between two instants; a turn is taken once a day, however often somebody validates. */
function daysSince(turnAt: string, readAt: string): number {
  const [from, to] = [turnAt.slice(0, 10), readAt.slice(0, 10)];
  return Math.max(0, daysBetween(from as DateRange["first"], to as DateRange["first"]));
}
