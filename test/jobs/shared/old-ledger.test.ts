import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { assess } from "../../../src/findings/assess/assess.ts";
import { observe } from "../../../src/jobs/observe/observe.ts";
import { undo } from "../../../src/jobs/repair/undo.ts";
import { readRuns } from "../../../src/jobs/shared/ledger.ts";
import { openRuns } from "../../../src/jobs/shared/open-runs.ts";
import { ENVIRONMENT } from "../../support/pipelines/declarations.ts";
import {
  AS_OF,
  aRequest,
  cellsBy,
  FIRST,
  on,
  openSmall,
  repairSmall,
} from "../../support/pipelines/small.ts";

/** Recorded by the version before ledgers had content in them: a repair of everything, then sales of the fourth. */
const RECORDED = readFileSync(join(import.meta.dirname, "saved/ledger-1.sql"), "utf8");

async function openOld() {
  const small = await openSmall();
  for (const statement of RECORDED.split(/;\n/))
    if (statement.trim()) await small.real.native(statement);
  const notes: string[] = [];
  const look = async () =>
    assess(
      await observe(
        {
          ...{ pipeline: small.context.pipeline, environment: ENVIRONMENT, asOf: AS_OF },
          ...{ range: { first: FIRST, last: on(10) }, policy: "annotate" },
        },
        small.real,
        (event) => void (event.kind === "note" && notes.push(event.message)),
      ),
    );
  const [, last = ""] = /run (\S+) can be taken back/.exec(RECORDED) ?? [];
  return { small, look, notes, last };
}

describe("a ledger of the version before", () => {
  it("says what is stale as it did then, and that others' changes are unknown, once", async () => {
    const { small, look, notes } = await openOld();
    await using _ = small;
    expect((await look()).findings).toMatchObject([{ id: "stale:totals", dates: [on(4)] }]);
    expect(notes).toEqual([
      expect.stringMatching(
        /^The content of 30 recorded dates cannot be compared .* older version/,
      ),
    ]);
    await small.real.native(`UPDATE shop.totals SET total = 99 WHERE game_date = DATE '${on(8)}'`);
    expect((await look()).findings).toMatchObject([{ id: "stale:totals", dates: [on(4)] }]);
    expect(await openRuns(small.real, (await look()).grid)).toEqual([]);
    expect(await readRuns(small.real)).toHaveLength(4);
  });

  it("takes back its last run to the very rows, and nothing is stale then", async () => {
    const { small, look, last } = await openOld();
    await using _ = small;
    const taken = await undo(small.context, last, new Date());
    expect(taken).toMatchObject({ cells: 1, rows: 2 });
    expect(await small.rows("shop.sales")).toContain(
      `{'game_date': ${on(4)}, 'item': tea, 'amount': 2}`,
    );
    expect((await look()).findings).toEqual([]);
    const first = (await readRuns(small.real)).find(({ run }) => run !== last)?.run ?? "";
    expect(await undo(small.context, first, new Date())).toMatchObject({ cells: 30, rows: 0 });
    expect(await small.rows("shop.totals")).toEqual([]);
  });

  it("refuses to take back what somebody wrote since", async () => {
    const { small, last } = await openOld();
    await using _ = small;
    await small.real.native(`UPDATE shop.sales SET amount = 7 WHERE game_date = DATE '${on(4)}'`);
    await expect(undo(small.context, last, new Date())).rejects.toThrow(/somebody wrote later/);
  });

  it("goes on with the next repair: what it looks at can be compared from then on", async () => {
    const { small, look, notes } = await openOld();
    await using _ = small;
    const repaired = await repairSmall(small);
    expect(cellsBy(repaired, "done")).toEqual([`totals ${on(4)}`]);
    await repairSmall(small);
    expect((await look()).findings).toEqual([]);
    const same = { ...aRequest().selection, dates: [{ first: on(7), last: on(7) }], force: true };
    await repairSmall(small, { selection: { ...same, tables: ["sales", "totals"] } });
    expect((await look()).findings).toEqual([]); // the same rows, in another form
    notes.length = 0;
    await small.real.native(`UPDATE shop.totals SET total = 99 WHERE game_date = DATE '${on(7)}'`);
    expect((await look()).findings).toMatchObject([
      { id: "changed-outside:totals", dates: [on(7)] },
    ]);
    expect(notes).toHaveLength(1);
  });
});
