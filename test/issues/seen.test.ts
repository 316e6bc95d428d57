import { describe, expect, it } from "vitest";
import type { Cell, Grid } from "../../src/grid/grid.ts";
import type { GameDifferences } from "../../src/grid/observe/compare.ts";
import { seenIn } from "../../src/issues/seen.ts";
import { aCell, aMissing, anUnknown, gridOfCells } from "../support/grids.ts";
import { aPipeline, aTable, day } from "../support/pipelines/declarations.ts";

const DATES = ["2025-10-21", "2025-10-22"].map(day);
const COMPARE = { with: "other", game: "game_id", player: "player_lookup", name: "player_name" };
const OTHER = aTable({ id: "other" });
const onBoth = (cell: Cell): Cell[] => DATES.map((date) => ({ ...cell, date }));

/** The dates of the first table that count as seen. */
function seen(
  table: Parameters<typeof aTable>[0],
  own: Cell,
  other: Cell,
  over: Partial<Grid> = {},
) {
  const [one, pipeline] = [aTable(table), aPipeline({ tables: [aTable(table), OTHER] })];
  const cells = { [one.id]: onBoth(own), other: onBoth(other) };
  const grid = gridOfCells(cells, { pipeline, ...over });
  const isSeen = seenIn(grid, one);
  return grid.columns
    .get(one.id)
    ?.filter(isSeen)
    .map(({ date }) => date);
}

const difference = (n: number): GameDifferences => ({
  ...{ date: DATES[0] as GameDifferences["date"], game: `g${n}`, kind: "only-own" },
  ...{ players: 900, examples: [{ player: `p${n}`, kind: "only-own" }] },
});

describe("a cell that is well", () => {
  const compared = { compare: { ...COMPARE, stats: { points: 0 } } };
  const share = { full: { share: { of: "other", atLeast: 0.9 } } };

  it("is seen with the comparison that its table declares, and not where nobody compared", () => {
    const differences = new Map([["box_scores", []]]);
    expect(seen({ id: "box_scores", ...compared }, aCell(), aCell(), { differences })).toEqual(
      DATES,
    );
    expect(seen({ id: "box_scores", ...compared }, aCell(), aCell())).toEqual([]);
    const failed = { differences: new Map() };
    expect(seen({ id: "box_scores", ...compared }, aCell(), aCell(), failed)).toEqual([]);
    expect(seen({ id: "box_scores", ...compared }, aMissing(), aCell(), failed)).toEqual(DATES);
  });

  it("is seen on every date, however many players differ on others", () => {
    const list = [...Array(900).keys()].map(difference);
    const differences = new Map([["box_scores", list]]);
    expect(seen({ id: "box_scores", ...compared }, aCell(), aCell(), { differences })).toEqual(
      DATES,
    );
  });

  it("is not seen where the table that it is measured by was not read", () => {
    expect(seen({ id: "grades", ...share }, aCell(), aCell())).toEqual(DATES);
    expect(seen({ id: "grades", ...share }, aCell(), anUnknown())).toEqual([]);
    expect(seen({ id: "grades", ...share }, aMissing(), anUnknown())).toEqual(DATES);
  });

  it("is not seen without the ledger, where it was computed from something", () => {
    const upstream = [{ table: "other", window: { from: 0, to: 0 } }];
    const over = { ledgerError: "HTTP 503" };
    expect(seen({ id: "totals", upstream }, aCell(), aCell(), over)).toEqual([]);
    expect(seen({ id: "totals", upstream }, aMissing(), aCell(), over)).toEqual(DATES);
    expect(seen({ id: "totals" }, aCell(), aCell(), over)).toEqual(DATES);
    expect(seen({ id: "totals", upstream }, aCell(), aCell())).toEqual(DATES);
  });
});
