import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { wordsOf } from "../support/printed.ts";
import { aPlace, januaryRaw, run } from "../support/repair/repairs.ts";

it("the line that takes a run back finds its receipt, wherever the reports are", async () => {
  const place = aPlace("incidentJanuary", januaryRaw);
  const where = ["--pipeline", place.pipeline, "--out", place.out];
  const made = await run([
    "backfill",
    ...where,
    "--tables",
    "nbac_gamebook",
    "--dates",
    "2026-01-22",
  ]);
  const line = /^Take it back: (.*)$/m.exec(made.out)?.[1] ?? "";
  expect(await run(wordsOf(line))).toMatchObject({ code: 0 });
  const [, id = ""] = /^Run (b-\S+) /m.exec(made.out) ?? [];
  const receipt = readFileSync(join(place.out, "sample/backfills", id, "RECEIPT.md"), "utf8");
  expect(receipt).toContain(`# Receipt of ${id}: taken back`);
});
