import { createHash } from "node:crypto";
import {
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { join, relative } from "node:path";
import type { TestProject } from "vitest/node";
import type { DateList } from "../../src/dates/list.ts";
import { loadSample } from "../../src/jobs/sample/load-sample.ts";
import { readScenario, type ScenarioName } from "../../src/jobs/sample/scenario.ts";
import { COMPILED, ROOT, SHIPPED } from "./pipeline.ts";
import { day } from "./pipelines/declarations.ts";
import { answersOf } from "./remembered.ts";

/** The sample's files that tests start from, by name. */
export type SampleFile = "healthy" | "incident" | "healthyJanuary" | "incidentJanuary";

declare module "vitest" {
  interface ProvidedContext {
    /** Files of the embedded sample, built once for the sources as they are. A test that writes copies its file first. */
    readonly sample: Readonly<Record<SampleFile, string>>;
  }
}

type Wanted = { readonly scenario: ScenarioName; readonly dates?: DateList };

const JANUARY = [{ first: day("2026-01-02"), last: day("2026-01-25") }];

/** Both scenarios whole, and both with nothing but the last 23 game dates: a third of the time to read. */
const FILES: Readonly<Record<SampleFile, Wanted>> = {
  healthy: { scenario: "healthy" },
  incident: { scenario: "incident-2026-01-25" },
  healthyJanuary: { scenario: "healthy", dates: JANUARY },
  incidentJanuary: { scenario: "incident-2026-01-25", dates: JANUARY },
};
const NAMES = Object.keys(FILES) as SampleFile[];

/** What the files depend on: a change of any of these builds them anew. */
const SOURCES = ["src", "pipeline", "sample", "package-lock.json", "test/support/sample.ts"];
const CACHE = join(ROOT, ".cache/test-sample");
/** Sources change often while somebody works, and each build takes 90 MB. */
const KEPT = 3;

/** Vitest's global set-up: the files as `sample load` builds them, kept for the next run on the same sources. */
export default async function setup(project: TestProject): Promise<void> {
  const folder = join(CACHE, await hashOf(SOURCES));
  if (!(await isAsBuilt(folder))) await build(folder);
  const now = new Date();
  await utimes(folder, now, now);
  await removeOld();
  project.provide("sample", filesIn(folder));
}

const filesIn = (folder: string): Record<SampleFile, string> => ({
  healthy: join(folder, "healthy.duckdb"),
  incident: join(folder, "incident.duckdb"),
  healthyJanuary: join(folder, "healthy-january.duckdb"),
  incidentJanuary: join(folder, "incident-january.duckdb"),
});

/** Built beside it and moved: another run may build the same at the same time, and the first one stays. */
async function build(folder: string): Promise<void> {
  await mkdir(CACHE, { recursive: true });
  const building = await mkdtemp(join(CACHE, "building-"));
  const files = filesIn(building);
  await Promise.all(NAMES.map((name) => load(FILES[name], files[name])));
  for (const old of [folder, answersOf(folder), COMPILED])
    await rm(old, { recursive: true, force: true });
  await rename(building, folder);
  await writeFile(`${folder}.json`, await stampsOf(folder));
}

/** No test may write these files. One that did would fail the next runs too, so its file is not taken again. */
async function isAsBuilt(folder: string): Promise<boolean> {
  try {
    return (await readFile(`${folder}.json`, "utf8")) === (await stampsOf(folder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

async function stampsOf(folder: string): Promise<string> {
  const stamps = Object.entries(filesIn(folder)).map(async ([name, file]) => {
    const { size, mtimeMs } = await stat(file);
    return [name, size, mtimeMs];
  });
  return JSON.stringify(await Promise.all(stamps));
}

async function hashOf(sources: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const source of sources) {
    const path = join(ROOT, source);
    const inside = (await stat(path)).isDirectory()
      ? await readdir(path, { recursive: true, withFileTypes: true })
      : [];
    const files = inside.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
    for (const file of inside.length === 0 ? [path] : files.sort())
      hash.update(`${relative(ROOT, file)}\n`).update(await readFile(file));
  }
  return hash.digest("hex").slice(0, 16);
}

async function removeOld(): Promise<void> {
  const folders = (await readdir(CACHE)).filter((name) => /^[0-9a-f]+$/.test(name));
  const used = await Promise.all(
    folders.map(async (name) => ({ name, at: (await stat(join(CACHE, name))).mtimeMs })),
  );
  for (const { name } of used.sort((a, b) => b.at - a.at).slice(KEPT))
    for (const path of [
      join(CACHE, name),
      join(CACHE, `${name}.json`),
      answersOf(join(CACHE, name)),
    ])
      await rm(path, { recursive: true, force: true });
}

async function load({ scenario, dates }: Wanted, path: string): Promise<void> {
  await loadSample(
    {
      pipeline: SHIPPED,
      environment: "sample",
      scenario: await readScenario(scenario, ROOT),
      path,
      dates,
      root: ROOT,
    },
    { lockWaitMs: 0, onWait: () => undefined },
    () => undefined,
  );
}
