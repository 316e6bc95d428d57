import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { drillGround, practise, practisedText } from "./drills.ts";

/** A part of them: DRILLS=20 SEED=41. */
const DRILLS = Number(process.env["DRILLS"] ?? 200);
const SEED = Number(process.env["SEED"] ?? 1);

const folder = mkdtempSync(join(tmpdir(), "drills-"));
afterAll(() => rmSync(folder, { recursive: true }));

it(`whoever follows HANDOFF.md alone ends READY, or reads what cannot be: ${DRILLS} drills from seed ${SEED}`, async () => {
  const ground = await drillGround(folder);
  const wrong: string[] = [];
  const counts = { ready: 0, cannot: 0, loop: 0, silent: 0 };
  for (let seed = SEED; seed < SEED + DRILLS; seed += 1) {
    const practised = await practise(ground, seed, folder);
    counts[practised.end] += 1;
    const text = practisedText(practised);
    process.stdout.write(`${text}\n`);
    if (["loop", "silent"].includes(practised.end) || practised.faults.length > 0) wrong.push(text);
    if (process.env["KEEP"]) {
      appendFileSync(`${process.env["KEEP"]}/log`, `${text}\n`);
      if (practised.end !== "ready" || practised.faults.length > 0)
        writeFileSync(`${process.env["KEEP"]}/${seed}-${practised.end}.md`, practised.handoff);
    }
  }
  process.stdout.write(`${JSON.stringify(counts)}\n`);
  expect(wrong).toEqual([]);
});
