import { expect, it } from "vitest";
import { answeredEmpty } from "../../../src/backfill/ledger/answered.ts";
import { type LedgerEntry, Lineage } from "../../../src/backfill/ledger/lineage.ts";
import { aTable } from "../../support/pipelines/declarations.ts";
import { DAYS, on } from "../../support/pipelines/small.ts";

const line = (day: number, over: Partial<LedgerEntry>): LedgerEntry => ({
  ...{ run: "b-1", kind: "replace", tableId: "orders", date: on(day), rows: 0, rowsBefore: 0 },
  ...{ fingerprint: "", fingerprintBefore: "", upstreamFingerprint: "", seconds: 1 },
  ...{ writtenAt: "2026-03-20T12:00:00.000Z", position: 1 },
  ...over,
});

it("a source was asked and had nothing where the last write of a date put no row into a table that may be empty", () => {
  const lineage = new Lineage([
    line(1, {}),
    line(2, { rows: 3 }),
    line(3, {}),
    line(3, { rows: 3, position: 2 }),
    line(4, { rows: 3 }),
    line(4, { position: 2 }),
    line(5, { kind: "undo" }),
    line(6, { kind: "refused" }),
    line(7, { tableId: "strict" }),
  ]);
  const tables = [aTable({ id: "orders", empty: "allowed" }), aTable({ id: "strict" })];
  const answered = answeredEmpty(tables, DAYS, lineage);
  expect([...answered].map(([id, dates]) => [id, [...dates]])).toEqual([
    ["orders", [on(1), on(4)]],
  ]);
});
