import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import type { Assessment } from "../../../src/findings/assess/assess.ts";
import { readCommandFiles } from "../../../src/jobs/issues/command-files.ts";
import { noteUndone } from "../../../src/jobs/repair/undo.ts";
import { readMemory } from "../../../src/jobs/reports/issue-files.ts";
import { writeReports } from "../../../src/jobs/reports/reports.ts";
import { HISTORY, mergeHistory } from "../../../src/records/history.ts";
import { type RunRecord, RunRecordSchema, runRecord } from "../../../src/records/run-record.ts";
import { type CostEntry, mergeCost } from "../../../src/render/reports/cost-history.ts";
import { aProvenance, broken, healthy } from "../../support/assessments.ts";
import { ROOT } from "../../support/pipeline.ts";
import { ownFolder } from "../../support/warehouses.ts";

const SAVED = join(import.meta.dirname, "../../backfill/saved/receipt-before-costs.json");
const NOTE = "Ada has it since 7:00.";

const recordOf = (assessment: Assessment, over: Partial<RunRecord>): RunRecord => ({
  ...runRecord(assessment, aProvenance()),
  ...over,
});
const OLD = recordOf(broken(), { run: "old-sample", asOf: "2026-01-25T12:00:00.000Z" });
const NEW = recordOf(healthy(), { run: "new-sample", asOf: "2026-01-26T12:00:00.000Z" });
/** The same grid under another name: only the record says whose it is. */
const THEIRS = { environment: "production" };
const OLD_THEIRS = recordOf(broken(), { ...THEIRS, run: "old-production" });
const NEW_THEIRS = recordOf(healthy(), { ...THEIRS, run: "new-production" });

const write = (out: string, assessment: Assessment, record: RunRecord) =>
  writeReports({ out, name: record.environment }, assessment, record, aProvenance());

const aCost = (run: string, environment: string): CostEntry => ({
  ...{ at: "2026-01-25T12:00:00.000Z", run, kind: "validate", environment },
  cost: {
    estimated: null,
    billed: { bytes: 1, usd: 0 },
    queries: 1,
    bytesProcessed: 1,
    unknown: 0,
  },
});

function put(out: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(out, path)), { recursive: true });
    writeFileSync(join(out, path), text);
  }
}
const read = (out: string, path: string): string => readFileSync(join(out, path), "utf8");
const runsIn = (history: string): (string | undefined)[] =>
  history
    .trim()
    .split("\n")
    .slice(1)
    .map((row) => row.split(",")[1]);

/** A root as the version before left it: the files of the sample's newest validation, and rows and repairs of both. */
async function oldRoot(): Promise<string> {
  const out = ownFolder();
  await write(out, broken(), OLD);
  for (const name of readdirSync(join(out, "sample")))
    renameSync(join(out, "sample", name), join(out, name));
  const handoff = read(out, "latest/HANDOFF.md");
  const receipt = (environment: string, run: string) =>
    JSON.stringify({ ...JSON.parse(readFileSync(SAVED, "utf8")), environment, run });
  put(out, {
    "latest/HANDOFF.md": handoff.replace("<!-- notes -->\n", `<!-- notes -->\n${NOTE}\n`),
    "latest/issues.json": JSON.stringify({ schemaVersion: 1, known: [3, 7], issues: [] }),
    "history/health_history.csv": mergeHistory(mergeHistory(null, OLD), OLD_THEIRS),
    "history/costs.csv": mergeCost(
      mergeCost(null, aCost("old-sample", "sample")),
      aCost("old-production", "production"),
    ),
    "handoffs/HANDOFF-2026-01-24-production.md": "# Theirs\n",
    "backfills/b-1/receipt.json": receipt("sample", "b-1"),
    "backfills/b-1/RECEIPT.md": "# Receipt\n",
    // Cut off before its receipt: the plan says whose it is.
    "backfills/b-2/plan.json": JSON.stringify({ environment: "sample" }),
    "backfills/b-3/receipt.json": receipt("production", "b-3"),
    "backfills/b-4/receipt.json": "not JSON",
  });
  expect(existsSync(join(out, "sample", "latest"))).toBe(false);
  return out;
}

it("an environment's first run takes over what the root holds of it, and goes on from there", async () => {
  const out = await oldRoot();
  await write(out, healthy(), NEW);
  expect(runsIn(read(out, "sample/history/health_history.csv"))).toEqual([
    "old-sample",
    "new-sample",
  ]);
  expect(runsIn(read(out, "sample/history/costs.csv"))).toEqual(["old-sample"]);
  const record = RunRecordSchema.parse(JSON.parse(read(out, "sample/latest/run.json")));
  expect(record.previous).toMatchObject({ run: "old-sample", training: "BLOCKED" });
  expect(record.repairs).toEqual(["b-1"]);
  const handoff = read(out, "sample/latest/HANDOFF.md");
  expect(handoff).toContain(NOTE);
  expect(handoff).toContain("../handoffs/HANDOFF-2026-01-25-sample.md");
  expect(JSON.parse(read(out, "sample/latest/issues.json")).known).toEqual([3, 7]);
  expect(readdirSync(join(out, "sample/backfills")).sort()).toEqual(["b-1", "b-2"]);
});

it("it leaves in the root what is of another environment, until that one runs", async () => {
  const out = await oldRoot();
  await write(out, healthy(), NEW);
  expect(readdirSync(out).sort()).toEqual([
    ...["README.md", "backfills", "handoffs", "history", "sample"],
  ]);
  expect(runsIn(read(out, "history/health_history.csv"))).toEqual(["old-production"]);
  expect(readdirSync(join(out, "backfills")).sort()).toEqual(["b-3", "b-4"]);
  await write(out, healthy(), NEW_THEIRS);
  expect(runsIn(read(out, "production/history/health_history.csv")).sort()).toEqual([
    ...["new-production", "old-production"],
  ]);
  expect(readdirSync(join(out, "production/handoffs")).sort()).toEqual([
    ...["HANDOFF-2026-01-24-production.md", "HANDOFF-2026-02-01-production.md"],
  ]);
  // What says of no environment that it is its own stays.
  expect(readdirSync(out).sort()).toEqual(["README.md", "backfills", "production", "sample"]);
  expect(readdirSync(join(out, "backfills"))).toEqual(["b-4"]);
});

it("the run of another environment does not touch the newest reports in the root, and the index still shows them", async () => {
  const out = await oldRoot();
  const before = read(out, "latest/HANDOFF.md");
  await write(out, healthy(), NEW_THEIRS);
  expect(read(out, "latest/HANDOFF.md")).toBe(before);
  expect(runsIn(read(out, "history/health_history.csv"))).toEqual(["old-sample"]);
  const index = read(out, "README.md");
  expect(index).toMatch(/\| sample +\| !\[Training BLOCKED\]\(latest\/badge.svg\)/);
  expect(index).toContain("[handoff](latest/HANDOFF.md)");
  expect(index).toMatch(
    /\| production +\| !\[Training COMPLETE\]\(production\/latest\/badge.svg\)/,
  );
});

it("what the folder has already is not replaced, and the same again changes nothing", async () => {
  const out = await oldRoot();
  put(out, {
    "sample/latest/run.json": JSON.stringify(NEW),
    "sample/backfills/b-1/receipt.json": "newer",
    "sample/history/health_history.csv": mergeHistory(null, { ...OLD, gameDates: 99 }),
  });
  const old = read(out, "latest/HANDOFF.md");
  await write(out, healthy(), NEW);
  expect(read(out, "sample/backfills/b-1/receipt.json")).toBe("newer");
  expect(read(out, "sample/history/health_history.csv")).toMatch(/old-sample,sample.*,99,/);
  expect(read(out, "latest/HANDOFF.md")).toBe(old);
  const index = read(out, "README.md");
  await write(out, healthy(), NEW);
  expect(read(out, "README.md")).toBe(index);
});

it("a history in the root that is not ours stops it before anything is moved", async () => {
  const out = await oldRoot();
  put(out, { "history/costs.csv": "date,usd\n2026-01-01,1\n" });
  const tree = readdirSync(out, { recursive: true }).sort();
  await expect(write(out, healthy(), NEW)).rejects.toThrow(UserError);
  await expect(write(out, healthy(), NEW)).rejects.toThrow(/costs.csv does not have the columns/);
  expect(readdirSync(out, { recursive: true }).sort()).toEqual(tree);
});

it("an undo finds the receipt of an earlier version and takes it over", async () => {
  const out = await oldRoot();
  await noteUndone(out, "sample", "b-1", new Date("2026-01-26T12:00:00Z"));
  expect(read(out, "sample/backfills/b-1/RECEIPT.md")).toContain("# Receipt of b-1: taken back");
  expect(existsSync(join(out, "backfills/b-1"))).toBe(false);
});

it("what only reads finds it where it is, and moves nothing", async () => {
  const out = await oldRoot();
  const tree = readdirSync(out, { recursive: true }).sort();
  expect((await readMemory({ out, name: "sample" })).known).toEqual([3, 7]);
  expect((await readMemory({ out, name: "production" })).known).toEqual([3, 7]);
  const place = { pipeline: join(ROOT, "pipeline/pipeline.yaml"), reports: out };
  const own = await readCommandFiles(place, "sample", "b-1");
  expect(own).toMatchObject({ hasEnded: true });
  expect(own.missing).toEqual([]);
  expect((await readCommandFiles(place, "production", null)).missing).toBeNull();
  expect(readdirSync(out, { recursive: true }).sort()).toEqual(tree);
});

it("the rows of a history are split without losing or changing one", () => {
  const both = mergeHistory(mergeHistory(null, OLD), OLD_THEIRS);
  const { own, others } = HISTORY.split(both, "sample");
  expect(own).toBe(mergeHistory(null, OLD));
  expect(others).toBe(mergeHistory(null, OLD_THEIRS));
  expect(HISTORY.mergeAll(own, others ?? "")).toBe(both);
  expect(HISTORY.split(both, "elsewhere")).toEqual({ own: null, others: both });
});
