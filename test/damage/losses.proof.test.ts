import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, inject, it } from "vitest";
import { seeded } from "../../src/drill/seeded.ts";
import { readFacts } from "../../src/jobs/drill/facts.ts";
import { guardWorlds } from "./losses.ts";
import { newerSeasonOf } from "./settings.ts";

/** Another draw: SEED=n; more of them: GUARDED=100. */
const SEED = Number(process.env["SEED"] ?? 20_260_130);
const WORLDS = Number(process.env["GUARDED"] ?? 3);

const folder = mkdtempSync(join(tmpdir(), "guarded-"));
afterAll(() => rmSync(folder, { recursive: true }));

it(`no repair takes a right row away, and none is proven with a wrong one: ${WORLDS} damaged worlds, seed ${SEED}`, async () => {
  const file = join(folder, "newer.duckdb");
  const setting = await newerSeasonOf(inject("sample").healthy, file);
  const facts = await readFacts(file, setting);
  const found = await guardWorlds(facts, { worlds: WORLDS, random: seeded(SEED), folder });
  process.stdout.write(
    `seed ${SEED}: ${found.repairs} repairs, ${found.refused} cells refused, ${found.proven} cells proven\n`,
  );
  expect(found.faults).toEqual([]);
  expect(found.repairs).toBeGreaterThan(0);
});
