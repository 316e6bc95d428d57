import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { LedgerEntry } from "../../src/backfill/ledger/lineage.ts";
import type { CellChange } from "../../src/certificate/answer.ts";
import { compareCertificate, type Now } from "../../src/certificate/compare.ts";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import { aCertificate, contentOf, DATES, HASH } from "./support.ts";

const HISTORIES = Number(process.env["CERTIFIED_HISTORIES"] ?? 10_000);
const LATER = "2026-01-08" as CivilDate;
const TABLES = ["raw", "made"] as const;

/** The warehouse as it truly is, and who wrote what is there: null for somebody without a record. */
class World {
  readonly version = new Map<string, number>();
  readonly writer = new Map<string, string | null>();
  readonly entries: LedgerEntry[] = [];
  readonly #before: { key: string; run: string; version: number }[] = [];
  #position = 3;

  constructor() {
    for (const table of TABLES) for (const date of DATES) this.version.set(`${table} ${date}`, 1);
  }

  at(key: string): number {
    return this.version.get(key) ?? 0;
  }

  write(key: string, version: number, run: string, kind: LedgerEntry["kind"] = "replace"): void {
    if (kind === "replace") this.#before.push({ key, run, version: this.at(key) });
    this.#line(key, version, run, kind);
    this.version.set(key, version);
    this.writer.set(key, run);
  }

  /** Takes the newest write of ours back that has not been taken back. */
  undo(): void {
    const last = this.#before.pop();
    if (last !== undefined) this.write(last.key, last.version, `u-${last.run}`, "undo");
  }

  behind(key: string, version: number): void {
    this.version.set(key, version);
    this.writer.set(key, null);
  }

  accept(key: string, run: string): void {
    this.#line(key, this.at(key), run, "accepted");
    this.writer.set(key, run);
  }

  see(key: string): void {
    this.#line(key, this.at(key), "s-1", "seen");
  }

  #line(key: string, version: number, run: string, kind: LedgerEntry["kind"]): void {
    const [tableId = "", date = ""] = key.split(" ");
    this.#position += 1;
    this.entries.push({
      ...{ run, kind, tableId, date: date as CivilDate, ...contentOf(version), rowsBefore: 0 },
      ...{ fingerprintBefore: contentOf(this.at(key)).fingerprint, upstreamFingerprint: "" },
      ...{ seconds: 0, writtenAt: "2026-01-11 00:00:00", position: this.#position },
    });
  }

  now(): Now {
    return {
      content: new Map(
        TABLES.map((table) => [
          table,
          new Map(
            [...this.version]
              .filter(([key, version]) => key.startsWith(`${table} `) && version > 0)
              .map(([key, version]) => [key.split(" ")[1] as CivilDate, contentOf(version)]),
          ),
        ]),
      ),
      unread: new Map(),
      columns: new Map(TABLES.map((id) => [id, { game_date: "DATE", total: "BIGINT" }])),
      declared: new Map(TABLES.map((id) => [id, HASH])),
      models: new Map([["made", HASH]]),
      entries: this.entries,
    };
  }
}

const key = fc
  .tuple(fc.constantFrom(...TABLES), fc.constantFrom(...DATES, LATER))
  .map((it) => it.join(" "));
const version = fc.integer({ min: 0, max: 3 });
const step = fc.oneof(
  fc.record({
    do: fc.constant("write" as const),
    key,
    version,
    run: fc.constantFrom("r-2", "r-3", "r-4"),
  }),
  fc.record({ do: fc.constant("undo" as const) }),
  fc.record({ do: fc.constant("behind" as const), key, version }),
  fc.record({ do: fc.constant("accept" as const), key }),
  fc.record({ do: fc.constant("see" as const), key }),
);

describe("a certificate against what is there now", () => {
  it(`misses no change and invents none, in ${HISTORIES} histories of writes, undos and other writers`, () => {
    const said = { sound: 0, advised: 0, invalid: 0 };
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const world = new World();
        for (const [at, one] of steps.entries()) {
          if (one.do === "write") world.write(one.key, one.version, `${one.run}-${at}`);
          if (one.do === "undo") world.undo();
          if (one.do === "behind") world.behind(one.key, one.version);
          if (one.do === "accept") world.accept(one.key, `a-${at}`);
          if (one.do === "see") world.see(one.key);
        }
        const { changes, answer } = compareCertificate(aCertificate(), world.now());
        const truly = [...world.version.keys()].filter(
          (one) => !one.endsWith(LATER) && world.at(one) !== 1,
        );
        const named = ({ table, date }: CellChange) => `${table} ${date}`;
        expect(changes.map(named).sort()).toEqual(truly.sort());
        for (const change of changes) {
          expect(change.rowsNow).toBe(contentOf(world.at(named(change))).rows);
          expect(change.rowsThen).toBe(contentOf(1).rows);
          // Whoever has no record may have written what a run once wrote too: then the run is named.
          const writer = world.writer.get(named(change));
          if (writer !== null)
            expect(change.changedBy, named(change)).toMatchObject({ run: writer });
        }
        const isBad = changes.some(
          ({ isTraining, kind, changedBy }) =>
            isTraining && (kind === "gone" || !("run" in changedBy)),
        );
        expect(answer).toBe(
          isBad ? "invalid" : changes.length > 0 ? "retrain advised" : "still sound",
        );
        said[isBad ? "invalid" : changes.length > 0 ? "advised" : "sound"] += 1;
      }),
      { numRuns: HISTORIES },
    );
    // Each answer was given often: the property was not about one of them.
    for (const times of Object.values(said)) expect(times).toBeGreaterThan(HISTORIES / 50);
  });

  it("is unknown where a table could not be read, and where its content is hashed in another way", () => {
    const now = new World().now();
    const without = new Map([...now.content].filter(([id]) => id !== "made"));
    const unread = new Map([["made", "403"]]);
    expect(compareCertificate(aCertificate(), { ...now, content: without, unread })).toMatchObject({
      answer: "unknown",
      why: ["made could not be compared: 403"],
    });
    const other = new Map(
      DATES.map((date) => [date, { ...contentOf(1), fingerprint: "h1-other:1" }] as const),
    );
    const hashed = new Map([...now.content, ["made", other] as const]);
    expect(compareCertificate(aCertificate(), { ...now, content: hashed })).toMatchObject({
      answer: "unknown",
      changes: [],
      unread: [{ table: "made", error: expect.stringContaining("6 dates") }],
    });
  });

  it("advises to train again where the SQL, the declaration or a column is another, and is invalid where a column is gone", () => {
    const now = new World().now();
    const told = (over: Partial<Now>) => compareCertificate(aCertificate(), { ...now, ...over });
    expect(told({ models: new Map([["made", "f".repeat(16)]]) })).toMatchObject({
      answer: "retrain advised",
      why: ["the SQL has changed of made"],
    });
    expect(told({ declared: new Map([["made", HASH]]) })).toMatchObject({
      answer: "retrain advised",
      tables: [{ table: "raw", declaration: "gone" }],
    });
    const columns = (made: Record<string, string>) =>
      new Map([...now.columns, ["made", made] as const]);
    expect(
      told({ columns: columns({ game_date: "DATE", total: "BIGINT", more: "DATE" }) }),
    ).toMatchObject({
      answer: "retrain advised",
    });
    expect(told({ columns: columns({ game_date: "DATE" }) })).toMatchObject({ answer: "invalid" });
    expect(told({ columns: columns({ game_date: "DATE", total: "DOUBLE" }) })).toMatchObject({
      answer: "invalid",
      tables: [{ columns: { retyped: ["total: BIGINT then, DOUBLE now"] } }],
    });
  });

  it("says how many training rows are touched", () => {
    const world = new World();
    world.behind(`made ${DATES[0]}`, 2);
    world.behind(`raw ${DATES[1]}`, 2);
    expect(compareCertificate(aCertificate(), world.now()).touched).toEqual({
      ...{ rows: 11, of: 66, dates: 1 },
    });
  });
});
