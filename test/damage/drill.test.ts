import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { drillAll } from "./drills.ts";

/** Misplaced rows first, a season that no command declares, and rows of another day. */
const SEEDS = [4, 7, 8];

const folder = mkdtempSync(join(tmpdir(), "drills-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("whoever follows HANDOFF.md alone ends READY, or reads what cannot be", async () => {
  expect(await drillAll(SEEDS, folder)).toEqual([]);
});
