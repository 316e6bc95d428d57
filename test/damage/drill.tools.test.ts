import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { drillAll } from "./drills.ts";

/** More of what drill.test.ts samples. */
const SEEDS = Array.from({ length: 20 }, (_, at) => at + 1);

const folder = mkdtempSync(join(tmpdir(), "drills-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("whoever follows HANDOFF.md alone ends READY, or reads what cannot be", async () => {
  expect(await drillAll(SEEDS, folder)).toEqual([]);
});
