import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CauseRuns } from "../../../src/issues/cause-runs.ts";
import { readMarker } from "../../../src/issues/marker.ts";
import { type RunSyncRequest, runSync } from "../../../src/jobs/issues/run-sync.ts";
import { rememberTracker } from "../../../src/jobs/reports/issue-files.ts";
import { aLook, aRun } from "../../support/github/cause-runs.ts";
import { type GitHub, startGitHub } from "../../support/github/github.ts";
import { trackerOn } from "../../support/github/issues.ts";
import { ownFolder } from "../../support/warehouses.ts";

const SAVED = join(import.meta.dirname, "../../backfill/saved");
const RUN = "b-20260126T120000Z-1a2b3c";
const ENVIRONMENTS = ["production", "sample"] as const;
type Environment = (typeof ENVIRONMENTS)[number];

/** Both find the same: nothing but the environment tells their issues apart. */
const found = (environment: Environment, run: string): CauseRuns =>
  aLook(
    [
      aRun("2025-11-01..2025-11-05"),
      aRun("2025-11-10..2025-11-12", { priority: "P2", subject: "raw", phase: "raw" }),
    ],
    { environment, run },
  );
const well = (environment: Environment, run: string): CauseRuns => aLook([], { environment, run });

/** One repository that two environments report to, from one checkout. */
async function twoEnvironments() {
  const github = await startGitHub();
  const tracker = trackerOn(github);
  const out = ownFolder();
  const put = (path: string, value: unknown) => {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), JSON.stringify(value));
  };
  const sync = (environment: Environment, over: Partial<RunSyncRequest> = {}) =>
    runSync(
      {
        ...{ mode: "validation", path: out, environment, repair: join(out, "repair.json") },
        ...{
          maxNew: 10,
          dryRun: false,
          now: new Date("2026-01-26T12:00:00Z"),
          runUrl: "https://x",
        },
        ...over,
      },
      tracker,
    );
  const look = async (file: CauseRuns) => {
    put(`${file.environment}/latest/cause-runs.json`, file);
    return sync(file.environment as Environment);
  };
  const issues = async () =>
    (await tracker.list([])).map(({ number, isOpen, title, body, labels }) => ({
      ...{ number, isOpen, title, body, labels },
      environment: readMarker(body)?.environment,
    }));
  const of = async (environment: Environment) =>
    (await issues()).filter((one) => one.environment === environment);
  return { github, tracker, out, put, sync, look, issues, of };
}
const closing = ({ github }: { github: GitHub }) => github[Symbol.asyncDispose]();

describe("two environments in one repository", () => {
  it("have an issue each for the same finding, and neither changes the other's, whatever it finds", async () => {
    const two = await twoEnvironments();
    try {
      for (const environment of ENVIRONMENTS) await two.look(found(environment, "first"));
      expect((await two.issues()).map(({ environment }) => environment)).toEqual([
        ...["production", "production", "sample", "sample"],
      ]);
      const before = await two.of("production");
      // Grown, found well twice so that they close, and found broken again: always the sample alone.
      const grown = aLook([aRun("2025-11-01..2025-11-08")], {
        environment: "sample",
        run: "grown",
      });
      for (const file of [
        grown,
        well("sample", "w1"),
        well("sample", "w2"),
        found("sample", "again"),
      ]) {
        await two.look(file);
        expect(await two.of("production")).toEqual(before);
      }
      expect((await two.of("sample")).map(({ isOpen }) => isOpen)).toEqual([true, true]);
      const ofSample = await two.of("sample");
      for (const run of ["p1", "p2"]) await two.look(well("production", run));
      expect((await two.of("production")).map(({ isOpen }) => isOpen)).toEqual([false, false]);
      expect(await two.of("sample")).toEqual(ofSample);
      // A finding that comes back opens its own issue again, and takes none that is closed of the other.
      await two.look(found("production", "back"));
      expect(await two.issues()).toHaveLength(4);
    } finally {
      await closing(two);
    }
  });

  it("say on their own issues alone that a repair runs, and how it ended", async () => {
    const two = await twoEnvironments();
    try {
      const dates = "2024-10-22..2024-10-25";
      const span = {
        range: { first: "2024-10-20", last: "2024-11-20" } as CauseRuns["range"],
        days: "2024-10-22..2024-11-10",
        observed: { psza: "2024-10-22..2024-11-10", tdza: "2024-10-22..2024-11-10" },
      };
      for (const environment of ENVIRONMENTS)
        await two.look(aLook([aRun(dates)], { ...span, environment }));
      const [theirs] = await two.of("production");
      const plan = JSON.parse(readFileSync(join(SAVED, "plan-before-costs.json"), "utf8"));
      two.put("repair.json", {
        ...{ schemaVersion: 1, run: RUN, allowShrink: false, datesPerJob: 1, legs: [], plan },
      });
      const named = theirs?.number ?? 0;
      const { told } = await two.sync("sample", { mode: "started", issue: named });
      const own = (await two.of("sample")).map(({ number }) => number);
      expect(told).toEqual(own);
      expect((await two.of("production"))[0]).toEqual(theirs);
      expect(await two.tracker.comments(named)).toEqual([]);

      await expect(two.sync("sample", { mode: "planned", issue: named })).rejects.toThrow(
        `Issue ${named} is about production, and the plan is of sample`,
      );
      await expect(two.sync("production", { mode: "started" })).rejects.toThrow(
        /repair.json is of sample, and the issues of production are asked for/,
      );

      const receipt = JSON.parse(readFileSync(join(SAVED, "receipt-before-costs.json"), "utf8"));
      const ended = {
        ...{ ...receipt, run: RUN },
        dates: [{ ...receipt.dates[0], date: "2024-10-22" }],
      };
      two.put(`sample/backfills/${RUN}/receipt.json`, ended);
      two.put("sample/latest/cause-runs.json", aLook([], { ...span, run: "after" }));
      await two.sync("sample", { mode: "receipt", run: RUN, issue: named });
      expect((await two.of("sample"))[0]).toMatchObject({ isOpen: false });
      expect((await two.of("production"))[0]).toEqual(theirs);
      expect(await two.tracker.comments(named)).toEqual([]);
    } finally {
      await closing(two);
    }
  });

  it("leave an issue of the other alone though its marker is damaged, and a file in the wrong folder", async () => {
    const two = await twoEnvironments();
    try {
      for (const environment of ENVIRONMENTS) await two.look(found(environment, "first"));
      for (const environment of ENVIRONMENTS)
        await rememberTracker({ out: two.out, name: environment }, two.tracker, () => undefined);
      const [theirs] = await two.of("production");
      const damaged = (theirs?.body ?? "").replace('"v":1,"environment"', '"v":9,"environment"');
      await two.tracker.update(theirs?.number ?? 0, { body: damaged });
      for (const file of [well("sample", "w1"), well("sample", "w2"), found("sample", "again")])
        await two.look(file);
      const now = (await two.issues()).find(({ number }) => number === theirs?.number);
      expect(now).toMatchObject({ body: damaged, isOpen: true });
      expect(await two.issues()).toHaveLength(4);

      two.put("production/latest/cause-runs.json", well("sample", "copied"));
      await expect(two.sync("production")).rejects.toThrow(
        /cause-runs.json is of sample, not of production/,
      );
    } finally {
      await closing(two);
    }
  });
});
