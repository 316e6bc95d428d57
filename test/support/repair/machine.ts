import { expect } from "vitest";
import { isWrite } from "../../../src/backfill/ledger/lineage.ts";
import { countOutcomes } from "../../../src/backfill/run/outcome.ts";
import { UserError } from "../../../src/errors.ts";
import { type BackfillResult, backfill } from "../../../src/jobs/repair/backfill.ts";
import { undo } from "../../../src/jobs/repair/undo.ts";
import { readLedgerOf } from "../../../src/jobs/shared/ledger.ts";
import type { RetryAdvice } from "../../../src/warehouse/retry.ts";
import { failing } from "../pipelines/scripted.ts";
import { aRequest, on, type Small } from "../pipelines/small.ts";
import { type Action, TABLES } from "./machine-actions.ts";

const ADVICE: Record<"never" | "seconds" | "park", RetryAdvice> = {
  never: { kind: "never" },
  seconds: { kind: "seconds" },
  park: { kind: "park", dueAt: new Date("2026-04-01T06:00:00Z") },
};

type Cells = ReadonlyMap<string, string>;

/** Drives a pipeline through actions, and checks after each what must always hold. */
export class Machine {
  readonly #small: Small;
  /** By run, what each cell held before the run first wrote it. */
  readonly #runs: { readonly run: string; readonly before: Map<string, string> }[] = [];

  constructor(small: Small) {
    this.#small = small;
  }

  async take(action: Action): Promise<void> {
    const { script, real } = this.#small;
    switch (action.does) {
      case "sell":
        await real.native(
          `UPDATE src.sales SET amount = amount + 1 WHERE game_date = DATE '${on(action.day)}'`,
        );
        return;
      case "break": {
        const [earlier, one] = [
          script.before,
          failing(action.table, [on(action.day)], ADVICE[action.how]),
        ];
        script.before = (claim) => earlier?.(claim) ?? one(claim);
        return;
      }
      case "lose answers": {
        let { left } = action;
        script.after = () => (left-- > 0 ? new Error("the connection was reset") : undefined);
        return;
      }
      case "mend":
        script.before = undefined;
        script.after = undefined;
        return;
      case "undo":
        return this.#undo(this.#runs.at(-1 - action.which));
      case "resume": {
        const known = this.#runs.at(-1 - action.which);
        if (known !== undefined) await this.#backfill({ resume: known.run });
        return;
      }
      case "repair":
        await this.#backfill({ batchSize: action.batchSize, canary: action.canary });
        return;
      case "force": {
        const dates = [{ first: on(action.day), last: on(action.day) }];
        const { withDownstream } = action;
        const selection = {
          ...aRequest().selection,
          dates,
          tables: [action.table],
          force: true,
          withDownstream,
        };
        await this.#backfill({ selection });
      }
    }
  }

  /** After the faults: some repairs later nothing is left to do, and everything fits together. */
  async settle(): Promise<void> {
    await this.take({ does: "mend" });
    let rounds = 0;
    while ((await this.#backfill({})) !== null) {
      rounds += 1;
      expect(rounds).toBeLessThan(6);
    }
    const { grid } = await this.#small.context.assessNow();
    const states = [...grid.columns.values()].flat().map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(["complete"]));
    const [wrong] = await this.#small.real.query(`SELECT
      (SELECT COUNT(*) FROM shop.totals AS t WHERE total <>
        (SELECT SUM(amount) FROM shop.sales AS s WHERE s.game_date = t.game_date)) +
      (SELECT COUNT(*) FROM shop.trend AS t WHERE total <>
        (SELECT SUM(total) FROM shop.totals AS s WHERE t.game_date - s.game_date BETWEEN 0 AND 2)) AS n`);
    expect(wrong).toEqual({ n: 0 });
  }

  async #backfill(over: Parameters<typeof aRequest>[0]): Promise<BackfillResult | null> {
    const [before, entries] = [await this.#cells(), (await this.#ledger()).length];
    let result: Awaited<ReturnType<typeof backfill>>;
    try {
      result = await backfill(this.#small.context, aRequest(over));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(await this.#cells()).toEqual(before); // drift, or a run that was taken back
      return null;
    }
    const written = (await this.#ledger()).slice(entries);
    const touched = new Set(written.map(({ tableId, date }) => `${tableId} ${date}`));
    // One effect a cell and attempt; only a lost answer makes it a second attempt.
    if (this.#small.script.after === undefined) expect(written).toHaveLength(touched.size);
    for (const [cell, content] of await this.#cells())
      if (!touched.has(cell)) expect([cell, content]).toEqual([cell, before.get(cell)]);
    if ("nothing" in result) {
      expect(written).toEqual([]);
      return null;
    }
    const { run, plan, receipt } = result;
    const planned = new Set(plan.cells.map((cell) => `${cell.table} ${cell.date}`));
    expect([...touched].filter((cell) => !planned.has(cell))).toEqual([]);
    const { counts } = receipt;
    expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(plan.cells.length);
    expect(Object.keys(counts)).toEqual(Object.keys(countOutcomes(plan, new Map())));
    let known = this.#runs.find((one) => one.run === run);
    if (known === undefined) {
      known = { run, before: new Map() };
      this.#runs.push(known);
    }
    for (const cell of touched)
      if (!known.before.has(cell)) known.before.set(cell, before.get(cell) ?? "");
    return result;
  }

  async #undo(known: { run: string; before: Cells } | undefined): Promise<void> {
    if (known === undefined) return;
    const cells = await this.#cells();
    try {
      await undo(this.#small.context, known.run, new Date());
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      expect(await this.#cells()).toEqual(cells);
      return;
    }
    for (const [cell, content] of await this.#cells())
      expect([cell, content]).toEqual([cell, known.before.get(cell) ?? cells.get(cell)]);
  }

  /** What was written; what was only seen is no effect. */
  async #ledger() {
    return (await readLedgerOf(this.#small.real)).entries.filter(isWrite);
  }

  /** The rows of each cell, sorted. */
  async #cells(): Promise<Cells> {
    const cells = new Map(
      TABLES.flatMap((id) => Array.from({ length: 10 }, (_, n) => [`${id} ${on(n + 1)}`, ""])),
    );
    for (const id of TABLES)
      for (const line of await this.#small.rows(`shop.${id}`)) {
        const key = `${id} ${/\d{4}-\d\d-\d\d/.exec(line)?.[0]}`;
        cells.set(key, `${cells.get(key)}${line}`);
      }
    return cells;
  }
}
