import fc from "fast-check";
import { it } from "vitest";
import { openSmall } from "../support/pipelines/small.ts";
import { Machine } from "../support/repair/machine.ts";
import { actions } from "../support/repair/machine-actions.ts";

it("whatever fails, parks, is resumed and taken back: plans are accounted for, undo is the identity, and all settles", {
  timeout: 900_000,
}, async () => {
  const numRuns = Number(process.env["MACHINES"] ?? 12);
  await fc.assert(
    fc.asyncProperty(actions, async (steps) => {
      await using small = await openSmall();
      const machine = new Machine(small);
      for (const step of steps) await machine.take(step);
      await machine.settle();
    }),
    { numRuns },
  );
});
