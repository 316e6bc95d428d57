import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Receipt } from "../../../src/backfill/run/receipt.ts";
import type { IssueTracker } from "../../../src/github/issues/port.ts";
import { type CauseRun, parseCauseRuns } from "../../../src/issues/cause-runs.ts";
import { IssueMemorySchema } from "../../../src/issues/memory.ts";
import { readState } from "../../../src/issues/state.ts";
import { type RunSyncRequest, runSync } from "../../../src/jobs/issues/run-sync.ts";
import { CAUSE_RUNS, ISSUES, rememberTracker } from "../../../src/jobs/reports/issue-files.ts";
import { writeReports } from "../../../src/jobs/reports/reports.ts";
import type { Progress } from "../../../src/jobs/shared/progress.ts";
import { aProvenance, broken } from "../../support/assessments.ts";
import { aLook, aRun } from "../../support/github/cause-runs.ts";
import { aRecord } from "../../support/github/report-folders.ts";
import { memoryTracker } from "../../support/github/trackers.ts";
import { day } from "../../support/pipelines/declarations.ts";
import { ownFolder } from "../../support/warehouses.ts";

const SAVED = join(import.meta.dirname, "../../backfill/saved");
const RUN = "b-20260126T120000Z-1a2b3c";
const RUN_URL = "https://github.test/acme/ops/actions/runs/7";

/** A root with these files in the folder of the environment. */
function place(files: Readonly<Record<string, unknown>>): string {
  const root = ownFolder();
  for (const [path, value] of Object.entries(files)) {
    mkdirSync(dirname(ownFile(root, path)), { recursive: true });
    writeFileSync(ownFile(root, path), JSON.stringify(value));
  }
  return root;
}
const ownFile = (root: string, path: string): string => join(root, "sample", path);
const remember = (out: string, tracker: IssueTracker, progress: Progress = () => undefined) =>
  rememberTracker({ out, name: "sample" }, tracker, progress);

const request = (path: string, over: Partial<RunSyncRequest> = {}): RunSyncRequest => ({
  ...{ mode: "validation", path, environment: "sample", maxNew: 10, dryRun: false },
  repair: ownFile(path, "repair.json"),
  ...{ now: new Date("2026-01-26T12:00:00Z"), runUrl: RUN_URL },
  ...over,
});

/** Phase 4 from the dates of the saved plan. */
const opening = (over: Partial<CauseRun> = {}) =>
  aLook([aRun("2024-10-22..2024-10-25", over)], {
    range: { first: day("2024-10-20"), last: day("2024-11-20") },
    days: "2024-10-22..2024-11-10",
    observed: { psza: "2024-10-22..2024-11-10", tdza: "2024-10-22..2024-11-10" },
  });
const well = { ...opening(), run: "after", causeRuns: [], broken: {} };

const repairFile = () => ({
  ...{ schemaVersion: 1, run: RUN, allowShrink: false, datesPerJob: 1, legs: [] },
  plan: JSON.parse(readFileSync(join(SAVED, "plan-before-costs.json"), "utf8")),
});
function receipt(over: Partial<Receipt> = {}): Receipt {
  const saved = JSON.parse(readFileSync(join(SAVED, "receipt-before-costs.json"), "utf8"));
  return { ...saved, run: RUN, dates: [{ ...saved.dates[0], date: "2024-10-22" }], ...over };
}

describe("a repair, on its issues", () => {
  it("is said when it starts, once, and its run stands in the text", async () => {
    const path = place({ [CAUSE_RUNS]: opening(), "repair.json": repairFile() });
    const tracker = memoryTracker();
    await runSync(request(path), tracker);
    for (const _ of [1, 2]) {
      const { told } = await runSync(request(path, { mode: "started" }), tracker);
      expect(told).toEqual([1]);
    }
    expect(tracker.said.get(1)).toHaveLength(1);
    expect(tracker.said.get(1)?.[0]?.body).toMatch(
      /\*\*Repair `b-[^`]+` has started\*\*: 8 cells on 4 game dates, .*\[Watch it\]\(https:\/\/github/,
    );
    expect(readState(tracker.issues[0]?.body ?? "")?.run).toBe(RUN);
    expect(tracker.issues[0]?.body).toContain(`Newest repair: \`${RUN}\``);
    // The next look finds nothing to change for it.
    expect((await runSync(request(path), tracker)).synced?.applied).toEqual([]);
  });

  it("keeps what people write in the text while it is said", async () => {
    const path = place({ [CAUSE_RUNS]: opening(), "repair.json": repairFile() });
    const tracker = memoryTracker();
    await runSync(request(path), tracker);
    const comment: typeof tracker.comment = async (number, ...rest) => {
      const { body = "" } = tracker.issues[0] ?? {};
      tracker.edit(number, { body: body.replace("notes -->\n", "notes -->\nMine.\n") });
      return await tracker.comment(number, ...rest);
    };
    await runSync(request(path, { mode: "started" }), { ...tracker, comment });
    expect(tracker.issues[0]?.body).toContain("<!-- notes -->\nMine.\n");
    expect(readState(tracker.issues[0]?.body ?? "")?.run).toBe(RUN);
  });

  it("is said on a closed issue that was named, without another word on why it is closed", async () => {
    const path = place({ [CAUSE_RUNS]: opening(), "repair.json": repairFile() });
    const tracker = memoryTracker();
    await runSync(request(path), tracker);
    const well = { ...opening(), causeRuns: [], broken: {} };
    for (const run of ["two", "three"]) {
      writeFileSync(ownFile(path, CAUSE_RUNS), JSON.stringify({ ...well, run }));
      await runSync(request(path), tracker);
    }
    const [{ body = "" } = {}] = tracker.issues;
    expect(body).toContain("**Closed: all of its cells were found well.**");
    const start = (run: string) => {
      writeFileSync(ownFile(path, "repair.json"), JSON.stringify({ ...repairFile(), run }));
      return runSync(request(path, { mode: "started", issue: 1 }), tracker);
    };
    await start(RUN);
    expect(tracker.issues[0]?.body).toContain("**Closed: all of its cells were found well.**");
    tracker.edit(1, { closedAs: "not_planned" });
    await start(`${RUN}b`);
    expect(tracker.issues[0]?.body).toContain(`Newest repair: \`${RUN}b\``);
    expect(tracker.issues[0]?.body).not.toContain("**Closed:");
  });

  it("that waits for an approval is told with why and where, once, and is not yet what /retry goes on with", async () => {
    const file = {
      ...repairFile(),
      approval: ["61 dates are asked for, and 60 a day need no approval"],
    };
    const path = place({ [CAUSE_RUNS]: opening(), "repair.json": file });
    const tracker = memoryTracker();
    await runSync(request(path), tracker);
    for (let turn = 0; turn < 2; turn += 1)
      expect((await runSync(request(path, { mode: "waiting" }), tracker)).told).toEqual([1]);
    const comments = await tracker.comments(1);
    expect(comments).toHaveLength(1);
    expect(comments[0]?.body).toContain(`Repair \`${RUN}\` waits for an approval`);
    expect(comments[0]?.body).toContain(`(${RUN_URL})`);
    expect(comments[0]?.body).toContain("- `61 dates are asked for");
    expect(readState((await tracker.get(1))?.body ?? "")?.run).toBeNull();
  });

  it("that was cut off is told where it was awaited, once an attempt, with the line that resumes it", async () => {
    const path = place({ [CAUSE_RUNS]: opening(), "repair.json": repairFile() });
    const tracker = memoryTracker();
    await runSync(request(path), tracker);
    await runSync(request(path, { mode: "started" }), tracker);
    for (const _ of [1, 2]) {
      const { told } = await runSync(request(path, { mode: "cut-off" }), tracker);
      expect(told).toEqual([1]);
    }
    expect(tracker.said.get(1)).toHaveLength(2);
    const [, { body = "" } = {}] = tracker.said.get(1) ?? [];
    expect(body).toMatch(/^\*\*Repair `b-[^`]+` was cut off\*\*, and left no receipt/);
    expect(body).toContain(`npm run ops -- backfill --environment sample --resume ${RUN}`);
    // It is still the newest repair of the issue.
    expect(readState(tracker.issues[0]?.body ?? "")?.run).toBe(RUN);
  });

  it("that is only planned is shown on the issue that asked, and on no other of somebody else", async () => {
    const path = place({ [CAUSE_RUNS]: opening(), "repair.json": repairFile() });
    const tracker = memoryTracker();
    await runSync(request(path), tracker);
    await runSync(request(path, { mode: "planned", issue: 1 }), tracker);
    expect(tracker.said.get(1)?.[0]?.body).toContain(", not begun**: 8 cells");
    expect(readState(tracker.issues[0]?.body ?? "")?.run).toBeNull();
    const { id } = repairFile().plan;
    const said = (await tracker.comments(1)).map(({ body }) => body).join("\n");
    expect(said).toContain(`**The plan \`${id}\`, not begun**`);
    expect(said).toContain(`write \`/apply ${id}\` in a new comment`);
    const other = runSync(request(path, { mode: "planned", issue: 9 }), tracker);
    await expect(other).rejects.toThrow(/Issue 9 is none of ours/);
  });

  it("that is planned anew folds the plan before it, once, and nothing else", async () => {
    const path = place({ [CAUSE_RUNS]: opening(), "repair.json": repairFile() });
    const tracker = memoryTracker();
    await runSync(request(path), tracker);
    await tracker.comment(1, "receipt:b-0", "How another repair ended.");
    const show = async (run: string) => {
      writeFileSync(ownFile(path, "repair.json"), JSON.stringify({ ...repairFile(), run }));
      await runSync(request(path, { mode: "planned", issue: 1 }), tracker);
    };
    for (const run of [RUN, `${RUN}b`, `${RUN}b`, `${RUN}c`]) await show(run);
    const plans = tracker.said.get(1)?.filter(({ key }) => key.startsWith("planned:")) ?? [];
    expect(plans).toHaveLength(3);
    // The newest stays open, and a job that is run again folds nothing.
    expect(tracker.folded).toEqual([plans[0]?.body, plans[1]?.body]);
  });

  describe("whose plan drifted", () => {
    const { plan } = repairFile();
    const [first, ...others] = plan.cells;
    const last = others.at(-1);
    /** What the issue is told by a plan that was shown, and then by another in its place. */
    const told = async (cells: readonly unknown[], over: object = {}, between?: () => void) => {
      const path = place({ [CAUSE_RUNS]: opening(), "repair.json": repairFile() });
      const tracker = memoryTracker();
      await runSync(request(path), tracker);
      await runSync(request(path, { mode: "planned", issue: 1 }), tracker);
      if (between !== undefined) tracker.said.set(1, []);
      const now = { ...plan, ...over, id: "p-0123456789", cells };
      const file = { ...repairFile(), run: `${RUN}b`, plan: now, drifted: plan.id };
      writeFileSync(ownFile(path, "repair.json"), JSON.stringify(file));
      await runSync(request(path, { mode: "planned", issue: 1 }), tracker);
      return (await tracker.comments(1)).at(-1)?.body ?? "";
    };

    it("names what was added, is gone and changed, by table and dates", async () => {
      const added = { ...first, date: "2024-12-01" };
      const body = await told([
        { ...first, state: "complete", rows: 30 },
        ...others.slice(0, -1),
        added,
      ]);
      expect(body).toContain("**Not begun: the plan");
      expect(body).toContain(`- added: ${first.table}, 1 cell, 2024-12-01`);
      expect(body).toContain(`- gone: ${last.table}, 1 cell, ${last.date}`);
      expect(body).toContain(
        `- changed: ${first.table}, 1 cell, ${first.date}: \`${first.state}, `,
      );
      expect(body).toContain("now `complete, 30 rows`");
      expect(body.split("What drifted:")[1]?.split("**The plan")[0]?.match(/^- /gm)).toHaveLength(
        3,
      );
    });

    it("has ten lines at most, and the number of the other cells", async () => {
      const many = Array.from({ length: 14 }, (_, at) => ({ ...first, table: `table_${at}` }));
      const body = await told([...plan.cells, ...many]);
      expect(body.match(/^- added: /gm)).toHaveLength(10);
      expect(body).toContain("- and 4 more cells");
    });

    it("says so where no cell but the declaration is another", async () => {
      const body = await told(plan.cells, { tablesHash: "0".repeat(16) });
      expect(body).toContain("- the declaration of one of its tables");
      expect(body).not.toContain("- changed:");
    });

    it("says that nobody knows where the shown plan is in no comment of ours", async () => {
      const body = await told(plan.cells.slice(1), {}, () => undefined);
      expect(body).toContain("so what drifted is UNKNOWN");
      expect(body).not.toContain("What drifted:");
    });
  });

  it("that is proven closes its issue at once, with the receipt on it", async () => {
    const files = { [CAUSE_RUNS]: opening(), [`backfills/${RUN}/receipt.json`]: receipt() };
    const path = place(files);
    const tracker = memoryTracker();
    await runSync(request(path), tracker);
    writeFileSync(ownFile(path, CAUSE_RUNS), JSON.stringify(well));
    const { told } = await runSync(request(path, { mode: "receipt", run: RUN }), tracker);
    expect(told).toEqual([1]);
    const said = tracker.said.get(1)?.map(({ body }) => body) ?? [];
    expect(said[0]).toContain(`**Repair \`${RUN}\`: proven.** 1 done.`);
    expect(said[1]).toContain("was verified");
    expect(tracker.issues[0]).toMatchObject({ isOpen: false, closedAs: "completed" });
  });

  it("that is parked says until when, and closes nothing", async () => {
    const parked = receipt({
      ...{ proven: false, dueAt: "2026-01-27T09:00:00.000Z" },
      counts: { done: 0, unneeded: 0, failed: 0, parked: 1, blocked: 0, pending: 0 },
    });
    const path = place({ [CAUSE_RUNS]: opening(), [`backfills/${RUN}/receipt.json`]: parked });
    const tracker = memoryTracker();
    await runSync(request(path), tracker);
    await runSync(request(path, { mode: "receipt", run: RUN }), tracker);
    expect(tracker.said.get(1)?.[0]?.body).toContain("**Parked until 2026-01-27T09:00:00Z**");
    expect(tracker.issues[0]?.isOpen).toBe(true);
  });

  it("without a receipt, or of a file that is no ours, is refused with what to do", async () => {
    const tracker = memoryTracker();
    const empty = place({});
    await expect(runSync(request(empty), tracker)).rejects.toThrow(
      /cause-runs.json is not there.*validate first/,
    );
    const bad = place({ [CAUSE_RUNS]: { ...opening(), force: true } });
    await expect(runSync(request(bad), tracker)).rejects.toThrow(
      /not what this version writes.*force/s,
    );
    const none = place({ [CAUSE_RUNS]: opening() });
    await expect(runSync(request(none, { mode: "receipt", run: RUN }), tracker)).rejects.toThrow(
      /has left no receipt/,
    );
    expect(tracker.writes()).toBe(0);
  });
});

describe("an issue whose hidden lines were damaged", () => {
  const damages: [string, (body: string) => string][] = [
    ["its state", (body) => body.replace('"clean":0', '"clean":"x"')],
    ["its marker", (body) => body.replace('"v":1,"environment"', '"v":9,"environment"')],
    ["all of them", (body) => body.replaceAll(/<!-- nba-pipeline-ops .*? -->/g, "")],
  ];

  it.each(damages)("is known by what was remembered, and gets no second: %s", async (_, damage) => {
    const path = place({ [CAUSE_RUNS]: opening() });
    const tracker = memoryTracker();
    await runSync(request(path), tracker);
    await remember(path, tracker);
    const whole = tracker.issues[0]?.body ?? "";
    tracker.edit(1, { body: damage(whole) });
    // The validation remembers before the issues are kept.
    await remember(path, tracker);
    const { synced } = await runSync(request(path), tracker);
    expect(synced?.applied).toMatchObject([{ kind: "updated", number: 1 }]);
    expect(tracker.issues).toHaveLength(1);
    expect(tracker.issues[0]?.body).toBe(whole);
    expect((await runSync(request(path), tracker)).synced?.applied).toEqual([]);
  });

  it("is not closed on what was remembered", async () => {
    const path = place({ [CAUSE_RUNS]: opening() });
    const tracker = memoryTracker();
    await runSync(request(path), tracker);
    await remember(path, tracker);
    tracker.edit(1, { body: "Nothing is left of it." });
    for (const run of ["after-1", "after-2", "after-3"]) {
      writeFileSync(ownFile(path, CAUSE_RUNS), JSON.stringify({ ...well, run }));
      const { synced } = await runSync(request(path), tracker);
      expect(synced).toMatchObject({ applied: [], held: [{ issue: 1, why: "unreadable" }] });
    }
    expect(tracker.issues[0]?.isOpen).toBe(true);
  });
});

describe("what a validation writes for it", () => {
  it("is read back, opens an issue for each urgent cause, and names them in the next handoff", async () => {
    const out = ownFolder();
    const assessment = broken();
    const write = () => writeReports({ out, name: "sample" }, assessment, aRecord(), aProvenance());
    await write();
    const file = parseCauseRuns(readFileSync(ownFile(out, CAUSE_RUNS), "utf8"), CAUSE_RUNS);
    expect(file.days).toBe("2025-10-21..2025-10-22,2026-01-10..2026-01-11");
    expect(file.broken["psza"]).toBe("2025-10-21..2025-10-22");
    expect(file.observed["psza"]).toBe(file.days);
    expect(file.causeRuns[0]).toMatchObject({
      ...{ subject: "precompute", phase: "precompute", priority: "P0", kinds: ["phase-missing"] },
      tables: ["tdza", "psza", "pdc", "pcf", "mlfs"],
      predicted: { training: { before: "BLOCKED" } },
    });
    const tracker = memoryTracker();
    await runSync(request(out), tracker);
    expect(tracker.issues[0]?.title).toMatch(/^\[P0\] Phase 4 missing on 2 game dates/);
    await tracker.assign(1, "octocat");
    await remember(out, tracker);
    const memory = IssueMemorySchema.parse(JSON.parse(readFileSync(ownFile(out, ISSUES), "utf8")));
    expect(memory.known).toEqual(tracker.issues.map(({ number }) => number));
    const { handoff } = await write();
    const text = readFileSync(handoff, "utf8");
    expect(text).toMatch(
      /## Issues\n.*\[issue 1\]\(https:\/\/github.test\/issues\/1\)[^\n]*`octocat`/s,
    );
    expect(text).toContain("| owner now");
  });

  it("goes on without a list of the issues, says so, and keeps the numbers it knew", async () => {
    const memory = { schemaVersion: 1, known: [3, 7], issues: [] };
    const out = place({ [ISSUES]: memory });
    const said: string[] = [];
    const tracker = { ...memoryTracker(), list: () => Promise.reject(new Error("no answer")) };
    await remember(out, tracker, (one) => said.push(JSON.stringify(one)));
    expect(said.join()).toContain("could not be listed");
    expect(JSON.parse(readFileSync(ownFile(out, ISSUES), "utf8"))).toEqual(memory);
  });
});
