import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { loadSample } from "../../src/jobs/load-sample.ts";
import { readScenario, type ScenarioName } from "../../src/jobs/scenario.ts";
import { ROOT, SHIPPED } from "./pipeline.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Files of the embedded sample, built once for the whole run. A test that writes copies its file first. */
    readonly sample: Readonly<Record<"healthy" | "incident", string>>;
  }
}

/** Vitest's global set-up: both scenarios, built as `sample load` builds them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "sample-"));
  const sample = {
    healthy: join(folder, "healthy.duckdb"),
    incident: join(folder, "incident.duckdb"),
  };
  await Promise.all([
    load("healthy", sample.healthy),
    load("incident-2026-01-25", sample.incident),
  ]);
  project.provide("sample", sample);
  return () => rm(folder, { recursive: true });
}

async function load(name: ScenarioName, path: string): Promise<void> {
  await loadSample(
    {
      pipeline: SHIPPED,
      environment: "sample",
      scenario: await readScenario(name, ROOT),
      path,
      root: ROOT,
    },
    { lockWaitMs: 0, onWait: () => undefined },
    () => undefined,
  );
}
