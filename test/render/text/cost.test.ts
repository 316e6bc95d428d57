import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { type Cost, costOf, moneyFor, sumOfCosts } from "../../../src/pipeline/cost.ts";
import {
  COSTS,
  type CostEntry,
  mergeCost,
  renderCosts,
} from "../../../src/render/reports/cost-history.ts";
import { bytesText, costText, usdText } from "../../../src/render/text/cost.ts";
import { tablesOf } from "../../support/markdown.ts";

const GIB = 1024 ** 3;

const aCost = (over: Partial<Cost> = {}): Cost => ({
  estimated: moneyFor(10 * GIB, 6.25),
  billed: moneyFor(12 * GIB, 6.25),
  queries: 3,
  bytesProcessed: 12 * GIB,
  unknown: 0,
  ...over,
});
const anEntry = (over: Partial<CostEntry> = {}): CostEntry => ({
  at: "2026-01-26T12:00:00.000Z",
  run: "run-1",
  kind: "validate",
  environment: "production",
  cost: aCost(),
  ...over,
});
const historyOf = (entries: readonly CostEntry[]): string =>
  entries.reduce<string | null>(mergeCost, null) ?? "";
const monthsOf = (entries: readonly CostEntry[]) =>
  tablesOf(renderCosts(historyOf(entries)))[0]?.slice(2) ?? [];

describe("bytes and dollars", () => {
  it.each([
    [0, "0 bytes"],
    [1023, "1023 bytes"],
    [10 * 1024 ** 2, "10.0 MiB"],
    [1.5 * GIB, "1.5 GiB"],
    [2 * 1024 ** 6, "2048.0 PiB"],
  ])("%d bytes are %s", (bytes, text) => expect(bytesText(bytes)).toBe(text));

  it.each([
    [0, "0.00 USD"],
    [0.00006, "0.000060 USD"],
    [0.0321, "0.0321 USD"],
    [12.345, "12.35 USD"],
  ])("%d dollars are %s", (usd, text) => expect(usdText(usd)).toBe(text));

  it("a TiB costs the declared price", () => {
    expect(moneyFor(1024 ** 4, 6.25).usd).toBe(6.25);
    expect(moneyFor(10 * 1024 ** 2, 6.25).usd).toBe(0.00006);
  });
});

describe("what work has cost", () => {
  it("is told against its estimate, and is the least where queries did not say", () => {
    expect(costText(aCost())).toBe(
      "Billed: 12.0 GiB, 0.0732 USD for 3 queries; estimated: 10.0 GiB, 0.0610 USD",
    );
    expect(costText(aCost({ unknown: 1, estimated: null }))).toBe(
      "Billed: at least 12.0 GiB, 0.0732 USD; 1 of 3 queries did not say what they billed; estimated: unknown",
    );
    expect(costText(aCost({ unknown: 3 }))).toContain("Billed: unknown; 3 of 3 queries");
  });

  it("is a sum over its parts, unknown where one part is", () => {
    const part = fc.record({
      bytes: fc.nat(1e12),
      estimated: fc.option(fc.nat(1e12)),
      unknown: fc.nat(5),
    });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const costs = parts.map(({ bytes, estimated, unknown }) =>
          costOf(
            { queries: 9, bytesProcessed: bytes, bytesBilled: bytes, unknown },
            estimated,
            6.25,
          ),
        );
        const total = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0);
        const sum = sumOfCosts(costs);
        expect(sum?.billed.bytes).toBe(total(parts.map(({ bytes }) => bytes)));
        expect(sum?.unknown).toBe(total(parts.map(({ unknown }) => unknown)));
        expect(sum?.estimated?.bytes ?? null).toBe(
          parts.some(({ estimated }) => estimated === null)
            ? null
            : total(parts.map(({ estimated }) => estimated ?? 0)),
        );
      }),
    );
    expect(sumOfCosts([])).toBeNull();
  });
});

describe("costs by month", () => {
  it("are estimate against actual, newest first, each environment by itself", () => {
    const rows = monthsOf([
      anEntry(),
      anEntry({ run: "run-2", at: "2026-01-27T12:00:00.000Z" }),
      anEntry({
        run: "b-1",
        kind: "backfill",
        environment: "test",
        at: "2026-01-28T12:00:00.000Z",
      }),
      anEntry({ run: "run-3", at: "2026-02-01T00:00:00.000Z" }),
    ]);
    expect(rows).toEqual([
      ["2026-02", "production", "1", "10.0 GiB, 0.0610 USD", "12.0 GiB, 0.0732 USD", "120 %"],
      ["2026-01", "test", "1", "10.0 GiB, 0.0610 USD", "12.0 GiB, 0.0732 USD", "120 %"],
      ["2026-01", "production", "2", "20.0 GiB, 0.1221 USD", "24.0 GiB, 0.1465 USD", "120 %"],
    ]);
  });

  it("are the least where a part is unknown, and unknown where all of it is: never 0", () => {
    const silent = aCost({ billed: moneyFor(0, 6.25), unknown: 3, estimated: null });
    expect(monthsOf([anEntry({ cost: silent })])).toEqual([
      ["2026-01", "production", "1", "unknown", "unknown", "unknown"],
    ]);
    const partly = anEntry({ run: "run-2", cost: aCost({ unknown: 1 }) });
    expect(monthsOf([anEntry(), partly])[0]?.slice(3)).toEqual([
      "20.0 GiB, 0.1221 USD",
      "≥ 24.0 GiB, 0.1465 USD",
      "120 %",
    ]);
    expect(monthsOf([anEntry(), anEntry({ run: "run-2", cost: silent })])[0]?.slice(3)).toEqual([
      "≥ 10.0 GiB, 0.0610 USD",
      "≥ 12.0 GiB, 0.0732 USD",
      "120 %",
    ]);
  });

  it("keep one row of a run that is repeated, and one for each part of a run that is resumed", () => {
    const again = anEntry({ cost: aCost({ queries: 9 }) });
    const resumed = anEntry({ at: "2026-01-26T13:00:00.000Z" });
    const lines = historyOf([anEntry(), again, resumed]).trimEnd().split("\n");
    expect(lines.slice(1).map((line) => line.split(",").slice(0, 2))).toEqual([
      ["2026-01-26T12:00:00.000Z", "run-1"],
      ["2026-01-26T13:00:00.000Z", "run-1"],
    ]);
  });

  it("of two branches are those of both", () => {
    const [theirs, ours] = [historyOf([anEntry({ run: "a" })]), historyOf([anEntry({ run: "b" })])];
    expect(
      COSTS.mergeAll(theirs, ours)
        .split("\n")
        .slice(1, 3)
        .map((row) => row.split(",")[1]),
    ).toEqual(["a", "b"]);
    expect(COSTS.mergeAll(null, ours)).toBe(ours);
    expect(() => COSTS.mergeAll("date,usd\n1,2\n", ours)).toThrow(UserError);
  });

  it("say that there are none yet, and take nothing from outside for a number", () => {
    const [header = "", row = ""] = historyOf([anEntry()]).split("\n");
    expect(renderCosts(header)).toBe("Nothing has been billed yet.");
    const hostile = renderCosts(`${header}\n${row.replaceAll(/\d{9,}/g, "<b>1</b>")}\n`);
    expect(hostile).not.toContain("<b>");
    expect(tablesOf(hostile)[0]?.[2]?.slice(3)).toEqual(["unknown", "unknown", "unknown"]);
  });
});
