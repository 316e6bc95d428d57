import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type RunRecord, RunRecordSchema } from "../../src/records/run-record.ts";
import { aPlace, at, behindItsBack, type Place, run } from "../support/repair/repairs.ts";
import { INCIDENTS } from "./incidents.ts";
import { TOLERATED } from "./judge.ts";

type Reports = { readonly record: RunRecord; readonly handoff: string; readonly code: number };

async function validated(place: Place, ...words: string[]): Promise<Reports> {
  const { code } = await run(["validate", ...at(place), ...words]);
  const latest = (name: string) => readFileSync(join(place.out, "sample", "latest", name), "utf8");
  const record = RunRecordSchema.parse(JSON.parse(latest("run.json")));
  return { record, handoff: latest("HANDOFF.md"), code };
}

/** What the live gate, the gate by evidence, the record and the handoff say, in one word each. */
async function verdicts(place: Place, { record, handoff }: Reports, words: readonly string[] = []) {
  const evidence = join(place.out, "sample", "latest", "run.json");
  const where = ["--pipeline", place.pipeline, "--environment", "sample"];
  const said = async (require: "ready" | "complete", live: boolean) => {
    const how = live ? at(place) : [...where, "--evidence", evidence];
    const { code } = await run(["gate", ...how, ...words, "--require", require]);
    return code === 0 ? "passes" : code === 1 ? "stops" : `ends ${code}`;
  };
  const recorded = (require: "ready" | "complete") =>
    record.gate?.reasons[require].length === 0 ? "passes" : "stops";
  const state = /Model training is ([A-Z]+)/.exec(handoff)?.[1];
  return {
    ready: [await said("ready", true), await said("ready", false), recorded("ready")],
    complete: [await said("complete", true), await said("complete", false), recorded("complete")],
    training: [record.training, record.gate?.state.split(",")[0], state],
  };
}

const alike = (ready: string, complete: string, training: string) => ({
  ready: [ready, ready, ready],
  complete: [complete, complete, complete],
  training: [training, training, training],
});

const foundIn = ({ findings, diagnoses }: RunRecord) =>
  Object.fromEntries(
    findings
      .filter(({ kind }) => !TOLERATED.has(kind))
      .map(({ id, priority, dates }) => {
        const causes = diagnoses.filter(({ finding }) => finding === id).map(({ cause }) => cause);
        return [id, [priority, dates.length, [...new Set(causes)].join(", ")]];
      }),
  );

describe("a real incident", () => {
  it.each(INCIDENTS)("is named, caused and gated: $name", async (incident) => {
    const place = aPlace("healthy");
    await behindItsBack(place.file, incident.sql);
    const reports = await validated(place);
    expect(foundIn(reports.record)).toEqual(incident.found);
    expect(reports.record.training).toBe(incident.training);
    const { ready, complete, training } = incident;
    expect(await verdicts(place, reports)).toEqual(alike(ready, complete, training));
    const isUrgent = reports.record.findings.some(({ priority }) => priority === "P0");
    expect(reports.code).toBe(isUrgent ? 1 : 0);
  });
});

describe("the undamaged sample", () => {
  it("has no finding, is complete and passes every gate", async () => {
    const place = aPlace("healthy");
    const reports = await validated(place);
    expect(foundIn(reports.record)).toEqual({});
    expect(await verdicts(place, reports)).toEqual(alike("passes", "passes", "COMPLETE"));
  });

  it("has a schedule that stopped when it is looked at in April, whose days a plan fetches", async () => {
    const place = aPlace("healthy");
    const later = ["--as-of", "2026-04-20T12:00:00Z"];
    const reports = await validated(place, ...later);
    expect(foundIn(reports.record)).toEqual({
      "schedule-unknown:nbac_schedule": ["P0", 84, "schedule-stopped"],
    });
    expect(reports.code).toBe(1);
    expect(await verdicts(place, reports, later)).toEqual(alike("stops", "stops", "BLOCKED"));
    const plan = await run([
      ...["plan", ...at(place, false), ...later, "--tables", "nbac_schedule", "--json"],
    ]);
    expect(plan.code).toBe(0);
    expect(plan.out).toContain('"2026-04-19"');
  });
});
