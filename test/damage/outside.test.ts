import { expect, it } from "vitest";
import { openPipeline } from "../support/pipelines/pipelines.ts";

const AS_OF = "2026-03-13T18:00:00Z";

it("600 of 612 rows without a date, in 1970 or in 2099 are counted by where they lie, and nothing is ready", async () => {
  const small = await openPipeline("outside", AS_OF);
  const { code, out } = await small.ops("validate");
  expect(code).toBe(0); // neither is a P0
  expect(out).toContain("Training UNBLOCKED (local)");
  expect(out).toMatch(
    /^P1 1 date: src: .*50 on 2099-01-01, outside every season, 500 without a date/m,
  );
  expect(out).toMatch(/^P2: rows before .*50 of src from 1970-01-01 to 1970-01-01/m);
  const ready = await small.ops("gate", "--require", "ready");
  expect(ready).toMatchObject({
    code: 1,
    out: expect.stringContaining("550 rows of src stand where they do not belong"),
  });
  // Only its own 12 rows are asked for, and the mart of their dates stays as it is.
  const plan = await small.ops("plan", "--json");
  expect(JSON.parse(plan.out)).toMatchObject({ cells: [] });
});
