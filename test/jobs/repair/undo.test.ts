import { describe, expect, it } from "vitest";
import { undo } from "../../../src/jobs/repair/undo.ts";
import type { RestoreRequest } from "../../../src/warehouse/warehouse.ts";
import { aRequest, on, openSmall, repairSmall, type Small } from "../../support/pipelines/small.ts";

const TABLES = ["shop.sales", "shop.totals", "shop.trend"];
const content = (small: Small) => Promise.all(TABLES.map((table) => small.rows(table)));
const now = () => new Date();

/** Repaired once, then the source changed and two days rebuilt by force, with what reads them. */
async function rebuilt(small: Small) {
  const first = await repairSmall(small);
  await small.real.native(`UPDATE src.sales SET amount = amount * 10`);
  const before = await content(small);
  const selection = {
    ...aRequest().selection,
    dates: [{ first: on(3), last: on(4) }],
    tables: ["sales"],
    force: true,
    withDownstream: true,
  };
  const second = await repairSmall(small, { selection });
  return { first, second, before, selection };
}

describe("taking a run back", () => {
  it("leaves every row as it was before it, of what it wrote over and of what was empty", async () => {
    await using small = await openSmall();
    const empty = await content(small);
    const { first, second, before } = await rebuilt(small);
    expect(await content(small)).not.toEqual(before);
    const taken = await undo(small.context, second.run, now());
    // Two days of sales and totals, and the four days whose trend reads them.
    expect(taken).toMatchObject({ cells: 8, rows: 10 });
    expect(await content(small)).toEqual(before);
    await undo(small.context, first.run, now());
    expect(await content(small)).toEqual(empty);
  });

  it("goes on with the rest where an undo of many cells was cut off between two transactions", async () => {
    await using small = await openSmall();
    const { second, before } = await rebuilt(small);
    const { warehouse } = small.context;
    const dying = {
      ...small.context,
      warehouse: {
        ...warehouse,
        restore: async (request: RestoreRequest) => {
          await warehouse.restore({ ...request, tables: request.tables.slice(0, 1) });
          throw new Error("killed");
        },
      },
    };
    await expect(undo(dying, second.run, now())).rejects.toThrow("killed");
    const rest = await undo(small.context, second.run, now());
    // Two days of sales had returned.
    expect(rest.cells).toBe(6);
    expect(await content(small)).toEqual(before);
    await expect(undo(small.context, second.run, now())).rejects.toThrow(
      /has been taken back already/,
    );
  });

  it("makes nothing stale", async () => {
    await using small = await openSmall();
    const { second } = await rebuilt(small);
    await undo(small.context, second.run, now());
    const { grid } = await small.context.assessNow();
    const states = [...grid.columns.values()].flat().map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(["complete"]));
  });

  it("goes back before the first attempt where an answer was lost and the run wrote a date twice", async () => {
    await using small = await openSmall();
    const { first, selection } = await rebuilt(small);
    const before = await content(small);
    await small.real.native("UPDATE src.sales SET amount = amount + 1");
    let lost = 1;
    small.script.after = ({ table }) =>
      table === "shop.sales" && lost-- > 0 ? new Error("the connection was reset") : undefined;
    const third = await repairSmall(small, { selection });
    expect(third.receipt.counts).toMatchObject({ done: 8, failed: 0 });
    await undo(small.context, third.run, now());
    expect(await content(small)).toEqual(before);
    expect(first.run).not.toBe(third.run);
  });

  it("brings back the rows of a table that has gained a column since rows of it were first kept", async () => {
    await using small = await openSmall();
    const { selection } = await rebuilt(small);
    await small.real.native("ALTER TABLE shop.sales ADD COLUMN note VARCHAR");
    await small.real.native(
      "UPDATE shop.sales SET note = item WHERE game_date IN ('2026-03-03', '2026-03-04')",
    );
    const before = await content(small);
    await small.real.native("UPDATE src.sales SET amount = amount + 1");
    const { run, receipt } = await repairSmall(small, { selection });
    expect(receipt).toMatchObject({ proven: true, counts: { done: 8 } });
    expect(await content(small)).not.toEqual(before);
    await undo(small.context, run, now());
    expect(await content(small)).toEqual(before);
  });

  it("can be followed by the same repair, which is another run", async () => {
    await using small = await openSmall();
    const instant = () => new Date("2026-03-21T12:00:00Z");
    const first = await repairSmall(small, { now: instant });
    await undo(small.context, first.run, instant());
    const again = await repairSmall(small, { now: instant });
    expect(again.run).toBe(`${first.run}-2`);
    const full = await content(small);
    await undo(small.context, again.run, instant());
    expect((await content(small)).flat()).toEqual([]);
    expect(full.flat()).toHaveLength(40);
  });
});

describe("taking a run back is refused, with nothing changed,", () => {
  async function refused(small: Small, run: string, why: RegExp) {
    const before = await small.everything();
    await expect(undo(small.context, run, now())).rejects.toThrow(why);
    expect(await small.everything()).toEqual(before);
  }

  it("where a later run wrote the same cells, which is named", async () => {
    await using small = await openSmall();
    const { first, second } = await rebuilt(small);
    await refused(small, first.run, new RegExp(`written again later.*by ${second.run}`));
  });

  it("where somebody wrote behind the tool's back, whose rows stay", async () => {
    await using small = await openSmall();
    const { first } = await rebuilt(small);
    await undo(small.context, (await lastRun(small)) ?? "", now());
    await small.real.native(`UPDATE shop.trend SET total = 0 WHERE game_date = DATE '${on(9)}'`);
    await refused(
      small,
      first.run,
      new RegExp(`shop.trend no longer holds.*${on(9)}.*somebody wrote later`),
    );
  });

  it("the second time", async () => {
    await using small = await openSmall();
    const { second } = await rebuilt(small);
    await undo(small.context, second.run, now());
    await refused(small, second.run, /has been taken back already/);
  });

  it("once the rows that it replaced are no longer kept", async () => {
    await using small = await openSmall();
    const { second } = await rebuilt(small);
    await small.real.forgetKept(new Date(Date.now() + 60_000));
    await refused(small, second.run, /no longer kept. Nothing was restored/);
  });

  it("for a run that nobody knows, with those that are known", async () => {
    await using small = await openSmall();
    await refused(small, "b-0-nothing", /no run "b-0-nothing".*nothing was repaired here yet/);
    const { run } = await repairSmall(small);
    await refused(small, "b-0-nothing", new RegExp(`the last are ${run}`));
  });

  it("for one that wrote nothing", async () => {
    await using small = await openSmall();
    small.script.before = () => new Error("no");
    const { run } = await repairSmall(small);
    await refused(small, run, /wrote nothing/);
  });
});

async function lastRun({ real }: Small): Promise<string | undefined> {
  const rows = await real.query(
    "SELECT run FROM `ops.partition_writes` ORDER BY position DESC LIMIT 1",
  );
  return rows[0]?.["run"] as string | undefined;
}
