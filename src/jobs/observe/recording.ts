import type { Content } from "../../backfill/ledger/content.ts";
import type { CivilDate } from "../../dates/civil-date.ts";
import type { DateRange } from "../../dates/range.ts";
import { isOfWhole } from "../../grid/observe/placement.ts";
import { type Observed, type ObservedPiece, packed, unpacked } from "../../records/observed.ts";
import type { Row, Warehouse } from "../../warehouse/warehouse.ts";
import { contentTasks, type Modified, readContent } from "../shared/content.ts";
import type { Piece, Question } from "./again/piece.ts";
import type { PiecePlan } from "./again/plan.ts";
import { aged, isWithin } from "./again/spans.ts";
import { pieceId } from "./pieces.ts";
import type { Reader } from "./reader.ts";

export type Recording = {
  readonly reader: Reader;
  /** What a later validation may take over: only what was answered in full. */
  recorded(): Pick<Observed, "pieces" | "contents">;
  /** By table id, the dates that were asked anew; tables of which nothing was asked have no entry. */
  anew(): ReadonlyMap<string, readonly DateRange[]>;
};

type Asked = {
  readonly piece: Piece;
  readonly spans: readonly DateRange[];
  readonly whole: boolean;
};

/** Asks what is planned, takes the rest from the record, and keeps both. */
export function recordingReader({
  warehouse,
  plain,
  plans,
  readAt,
  knownContent,
  modified,
}: {
  readonly warehouse: Warehouse;
  readonly plain: Reader;
  readonly plans: readonly PiecePlan[];
  /** When the engine's bookkeeping was read, by its clock. */
  readonly readAt: string;
  /** Contents that still hold, by table id. */
  readonly knownContent: ReadonlyMap<string, ReadonlyMap<CivilDate, Content>>;
  /** When dates changed, as the bookkeeping has it. */
  readonly modified: Modified | undefined;
}): Recording {
  const planned = new Map(plans.map((plan) => [plan.piece.id, plan]));
  const records = new Map<string, ObservedPiece>();
  const asked: Asked[] = [];
  const contents = new Map<string, ReadonlyMap<CivilDate, Content>>();
  const ask = ({ sql, params }: Question) => warehouse.query(sql, params);

  async function answered(plan: PiecePlan): Promise<readonly Row[]> {
    const { piece } = plan;
    const { spans, whole } = questionsIn(plan);
    if (spans.length > 0 || whole) asked.push({ piece, spans, whole });
    const record = plan.kind === "everything" ? await all(piece, ask) : await some(plan, ask);
    // The whole of a piece without dates is asked with all of them, and is then as old as they are.
    const counted = plan.kind === "everything" ? [record.span] : spans;
    records.set(piece.id, {
      span: record.span,
      ages: aged(record.ages, counted, readAt),
      whole: wholeOf(piece, record.whole, whole),
      ...packed(record.rows),
    });
    return needed(piece, record.rows);
  }

  return {
    reader: {
      rows: async (what, table) => {
        const plan = planned.get(pieceId(table, what));
        return plan === undefined ? plain.rows(what, table) : answered(plan);
      },
      rowsWithout: plain.rowsWithout,
      contentTasks: async (wanted) => {
        const tasks = await contentTasks(warehouse, wanted, modified);
        return tasks.map(({ table, dates, known }) => {
          const own = knownContent.get(table.id);
          const left = dates.filter((date) => !own?.has(date));
          const taken = dates.flatMap((date) => {
            const content = own?.get(date);
            return content === undefined ? [] : [[date, content] as const];
          });
          return { table, dates: left, known: new Map([...known, ...taken]) };
        });
      },
      readContent: async (task) => {
        const read = await readContent(warehouse, task);
        if ("content" in read) contents.set(read.table, read.content);
        return read;
      },
    },
    recorded: () => ({
      pieces: Object.fromEntries(records),
      contents: Object.fromEntries(
        [...contents].map(([id, dates]) => [
          id,
          [...dates].map(([date, { rows, fingerprint }]) => [date, rows, fingerprint]),
        ]),
      ),
    }),
    anew: () => {
      const byTable = Map.groupBy(asked, ({ piece }) => piece.table);
      return new Map([...byTable].map(([id, own]) => [id, own.flatMap(({ spans }) => spans)]));
    },
  };
}

/** What of a piece is asked. */
export function questionsIn(plan: PiecePlan): Omit<Asked, "piece"> {
  const { piece } = plan;
  if (plan.kind === "some") return { spans: plan.spans, whole: plan.whole };
  return { spans: piece.dated === null ? [] : [piece.span], whole: piece.whole !== null };
}

type Found = Pick<ObservedPiece, "span" | "whole" | "ages"> & { readonly rows: readonly Row[] };

async function all(piece: Piece, ask: (question: Question) => Promise<readonly Row[]>) {
  const rows = await ask(piece.everything);
  const ages = [{ ...piece.span, at: "" }];
  return { span: piece.span, whole: null, ages, rows: inOrder(rows) } satisfies Found;
}

async function some(
  { piece, from, spans, whole }: Extract<PiecePlan, { readonly kind: "some" }>,
  ask: (question: Question) => Promise<readonly Row[]>,
): Promise<Found> {
  const { dated } = piece;
  const known = unpacked(from);
  const isDated = (row: Row) => piece.whole === null || !isOfWhole(row);
  const [ofDates, ofWhole] = [known.filter(isDated), known.filter((row) => !isDated(row))];
  const anew = dated === null ? [] : await Promise.all(spans.map((span) => ask(dated(span))));
  const wholeNow = whole && piece.whole !== null ? await ask(piece.whole.question) : ofWhole;
  const kept = ofDates.filter((row) => !isWithin(String(row["cell_date"]), spans));
  const ends = [from.span, ...spans];
  return {
    span: {
      first: ends.map(({ first }) => first).sort()[0] as CivilDate,
      last: ends
        .map(({ last }) => last)
        .sort()
        .at(-1) as CivilDate,
    },
    whole: from.whole,
    ages: from.ages,
    rows: inOrder([...kept, ...anew.flat(), ...wholeNow]),
  };
}

const wholeOf = (
  { whole }: Piece,
  before: ObservedPiece["whole"],
  isAsked: boolean,
): ObservedPiece["whole"] => {
  if (whole === null) return null;
  return isAsked ? { declared: whole.declared, twiceIn: whole.twiceIn } : before;
};

/** By date, and within it as the statements order them; whole numbers by value. */
function inOrder(rows: readonly Row[]): Row[] {
  const key = ({ part, cell_date: date, game, kind }: Row) =>
    [part, date, game, kind].map((value) => value ?? "").join("\u001f");
  const keyed = rows.map((row) => ({ row, key: key(row), place: Number(row["place"] ?? 0) }));
  keyed.sort((a, b) => (a.key === b.key ? a.place - b.place : a.key < b.key ? -1 : 1));
  return keyed.map(({ row }) => row);
}

/** The rows that this validation asks for: the record reaches further, and may be of an earlier end of the range. */
function needed({ wanted, whole }: Piece, rows: readonly Row[]): readonly Row[] {
  return rows.filter((row) => {
    const date = row["cell_date"];
    if (whole === null || !isOfWhole(row)) return isWithin(String(date), [wanted]);
    return row["part"] !== "after" || String(date) > whole.declared.last;
  });
}

/** Of some cells, those that were counted anew. */
export const cellsAnew = (
  anew: ReadonlyMap<string, readonly DateRange[]>,
  cells: readonly { readonly table: string; readonly date: CivilDate }[],
): number => cells.filter(({ table, date }) => isWithin(date, anew.get(table) ?? [])).length;
