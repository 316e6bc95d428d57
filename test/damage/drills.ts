import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDateList } from "../../src/dates/list.ts";
import type { Facts } from "../../src/drill/facts.ts";
import { plant } from "../../src/jobs/drill/drill.ts";
import { readFacts } from "../../src/jobs/drill/facts.ts";
import { loadSample } from "../../src/jobs/sample/load-sample.ts";
import { readScenario } from "../../src/jobs/sample/scenario.ts";
import { parsePipeline } from "../../src/pipeline/parse/parse.ts";
import { altered, ROOT } from "../support/pipeline.ts";
import { wordsOf } from "../support/printed.ts";
import { newerSeason, run } from "../support/repair/repairs.ts";
import { followHandoffs, type Practice } from "../support/repair/robot.ts";
import { WHOLE_SAMPLE } from "../support/whole-sample.ts";

/** A healthy sample of the newer season alone, loaded as `sample load` does: half the reading. */
export type DrillGround = { readonly facts: Facts; readonly pipeline: string };

export async function drillGround(folder: string): Promise<DrillGround> {
  const text = altered(newerSeason);
  const file = join(folder, "newer.yaml");
  writeFileSync(file, text);
  const pipeline = parsePipeline(text, file);
  const path = join(folder, "newer.duckdb");
  const { environment, asOf } = WHOLE_SAMPLE;
  const [season] = pipeline.seasons;
  const input = {
    ...{ pipeline, environment, path, root: ROOT },
    scenario: await readScenario("healthy", ROOT),
    dates: parseDateList(`${season?.opens}..2026-01-25`),
  };
  await loadSample(input, { lockWaitMs: 0, onWait: () => undefined }, () => undefined);
  return { facts: await readFacts(path, { pipeline, environment, asOf }), pipeline: file };
}

export type Practised = Practice & { readonly seed: number; readonly planted: readonly string[] };

/** Plants the incident of a seed, and has the robot follow the handoffs. */
export async function practise(
  { facts, pipeline }: DrillGround,
  seed: number,
  folder: string,
): Promise<Practised> {
  const out = join(folder, `${seed}`);
  mkdirSync(out);
  const warehouse = join(out, "drill.duckdb");
  copyFileSync(facts.file, warehouse);
  const { environment } = WHOLE_SAMPLE;
  const planted = await plant({ seed, environment, pipeline, out, facts, warehouse });
  const start = `npm run ops -- validate --environment ${environment} --pipeline ${out}/pipeline.yaml --out ${out}/reports`;
  const practice = await followHandoffs(start, (line) => run(wordsOf(line)));
  rmSync(out, { recursive: true });
  return { ...practice, seed, planted };
}

/** Of a handoff that is at fault: its head and its quick start. */
const MOST_SHOWN = 6000;

/** For people: what was planted, what came of it, and what the handoffs had wrong. */
export const practisedText = ({ seed, end, rounds, faults, planted, handoff }: Practised): string =>
  [
    `seed ${seed}: ${end} after ${rounds} ${rounds === 1 ? "handoff" : "handoffs"}: ${planted.join("; ")}`,
    ...faults.map((fault) => `  ${fault}`),
    ...(end === "loop" || end === "silent" ? [handoff.slice(0, MOST_SHOWN)] : []),
  ].join("\n");

/** Practises the seeds one after the other, and prints what came of each; the drills in which a handoff was at fault. */
export async function drillAll(seeds: readonly number[], folder: string): Promise<string[]> {
  const ground = await drillGround(folder);
  const wrong: string[] = [];
  const counts = { ready: 0, cannot: 0, loop: 0, silent: 0 };
  for (const seed of seeds) {
    const practised = await practise(ground, seed, folder);
    const { end, faults } = practised;
    counts[end] += 1;
    const text = practisedText(practised);
    process.stdout.write(`${text}\n`);
    if (end === "loop" || end === "silent" || faults.length > 0) wrong.push(text);
  }
  process.stdout.write(`${JSON.stringify(counts)}\n`);
  return wrong;
}
