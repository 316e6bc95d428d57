import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { parse } from "yaml";
import { ReceiptSchema } from "../../src/backfill/run/receipt.ts";
import { readCommand } from "../../src/issues/command/read-command.ts";
import { syncIssues } from "../../src/jobs/issues/sync-issues.ts";
import { readCauseRuns } from "../../src/jobs/reports/issue-files.ts";
import { Checkout } from "../support/github/checkouts.ts";
import { memoryTracker } from "../support/github/trackers.ts";
import { ROOT } from "../support/pipeline.ts";
import { day } from "../support/pipelines/declarations.ts";
import { type Printed, printedIn } from "../support/printed.ts";
import { asked, broken, type Came } from "../support/repair/promises.ts";
import { contents } from "../support/repair/repairs.ts";

/** What a test cannot type: the checkout has its packages, and there is no such shell to type queries in. */
const NOT_TYPED = [/^npm ci$/, /^duckdb -readonly \.warehouse\/sample\.duckdb$/];

/** Sections whose lines follow one another. Every other line is typed where what the file says still holds. */
const IN_A_ROW = ["Quick start", "The plan"];

const folder = mkdtempSync(join(tmpdir(), "printed-"));
afterAll(() => rmSync(folder, { recursive: true }));

let checkout: Checkout;
let handoff: string;
let bodies: readonly string[];
/** The sample as the plan's last phase leaves it. */
const repaired = join(folder, "repaired.duckdb");

beforeAll(async () => {
  checkout = new Checkout(join(folder, "checkout"));
  checkout.reset(inject("sample").incident);
  const { code } = await checkout.type("npm run ops -- validate --environment sample");
  expect(code).toBe(1);
  handoff = checkout.read("reports/sample/latest/HANDOFF.md");
  const tracker = memoryTracker();
  const file = await readCauseRuns({ out: join(checkout.folder, "reports"), name: "sample" });
  const request = { known: [], today: day("2026-01-26"), maxNew: 20, proven: null, dryRun: false };
  await syncIssues({ file, ...request }, tracker);
  bodies = tracker.issues.map(({ body }) => body);
});

/** What came of lines that wrote nothing: on the same file it comes again. */
const known = new Map<string, Came>();

async function type(text: string): Promise<Came> {
  const before = checkout.fingerprint();
  const key = `${before} ${text}`;
  const last = known.get(key);
  if (last !== undefined) return last;
  const came = {
    ...(await checkout.type(text)),
    wrote: checkout.fingerprint() !== before,
    rows: [],
  };
  if (!came.wrote) known.set(key, came);
  return came;
}

async function came({ kind, text }: Pick<Printed, "kind" | "text">): Promise<Came> {
  if (kind === "sh") return type(text);
  const rows = await asked(checkout.warehouse, text);
  return { code: 0, out: "", err: "", wrote: null, rows };
}

/** Where a line is to be typed: what prevents is for afterwards. */
function stateFor({ says }: Printed): string {
  const isAfterwards = says.startsWith("Prevent: ") && !says.includes("before anything is edited");
  return isAfterwards ? repaired : inject("sample").incident;
}

/** Types what is printed, in the printed order: what did not come of it as the words say. */
async function faultsOf(
  printed: readonly Printed[],
  more: (result: Came) => readonly string[] = () => [],
): Promise<string[]> {
  const faults: string[] = [];
  let section = "";
  for (const one of printed) {
    if (NOT_TYPED.some((what) => what.test(one.text))) continue;
    if (one.text.startsWith("gh ")) {
      faults.push(...notTaken(one.text));
      continue;
    }
    const [, title = ""] = one.under;
    if (title !== section || !IN_A_ROW.includes(title)) checkout.reset(stateFor(one));
    section = title;
    // What is said of a file that is not there is typed where it is not.
    if (/ does not exist, /.test(one.says) && one.text.includes("sample load"))
      rmSync(checkout.warehouse);
    const text = one.text.includes("RUN") ? one.text.replace("RUN", await aRun()) : one.text;
    const result = await came({ ...one, text });
    if (title === "The plan") copyFileSync(checkout.warehouse, repaired);
    faults.push(
      ...[...broken(`${one.says} ${one.comment} ${text}`, result), ...more(result)].map(
        (fault) => `${one.under.slice(1).join(", ")}: ${text}: ${fault}`,
      ),
    );
  }
  return faults;
}

async function aRun(): Promise<string> {
  const { out } = await type("npm run ops -- backfill --environment sample --plan-phase 1");
  return /^Run (b-\S+) /m.exec(out)?.[1] ?? "";
}

/** The workflow has each input that a line names. */
function notTaken(line: string): string[] {
  const file = /^gh workflow run (\S+)/.exec(line)?.[1] ?? "";
  const workflow = parse(readFileSync(join(ROOT, ".github/workflows", file), "utf8"));
  return [...line.matchAll(/ -f (\S+?)=/g)].flatMap(([, name = ""]) =>
    name in workflow.on.workflow_dispatch.inputs ? [] : [`${file} has no input ${name}`],
  );
}

/** What repairing one cause gains, as its issue says it. */
function wrongGain(body: string, { out }: Came): string[] {
  const gain = /\| repairing it gains +\| (.*?) +\|/.exec(body)?.[1] ?? "";
  const path = `${/^Receipt: (.*)RECEIPT\.md$/m.exec(out)?.[1] ?? ""}receipt.json`;
  const { training, average } = ReceiptSchema.parse(JSON.parse(checkout.read(path)));
  const isTrue =
    new RegExp(`(to|stays) ${average.after?.toFixed(1)};`).test(gain) &&
    new RegExp(`(to|stays) ${training.after}\\b`).test(gain);
  return isTrue ? [] : [`"${gain}": ${training.after}, ${average.after}`];
}

describe("on the incident, in the printed order", () => {
  it("every line and query of the handoff does what its words say", async () => {
    const printed = printedIn(handoff);
    expect(printed.length).toBeGreaterThan(40);
    expect(await faultsOf(printed)).toEqual([]);
  });

  it("the line that makes the handoff again makes the same text", async () => {
    const again = printedIn(handoff).find(({ under }) => under.at(-1) === "How this was produced");
    checkout.reset(inject("sample").incident);
    await checkout.type(again?.text ?? "");
    expect(checkout.read("reports/sample/latest/HANDOFF.md")).toBe(handoff);
  });

  it("undo brings back the rows that a run replaced", async () => {
    checkout.reset(inject("sample").incident);
    await type(`npm run ops -- undo ${await aRun()} --environment sample`);
    expect(await contents(checkout.warehouse)).toEqual(await contents(inject("sample").incident));
  });

  it("every line of an issue does what its words say, and gains what it says", async () => {
    expect(bodies.length).toBeGreaterThan(5);
    for (const [at, body] of bodies.entries()) {
      const printed = printedIn(body);
      expect(await faultsOf(printed, (result) => wrongGain(body, result))).toEqual([]);
      for (const { text } of printed.filter((one) => one.text.startsWith("gh ")))
        expect(text).toContain(`-f issue=${at + 1}`);
      for (const [, comment = ""] of body.matchAll(/`(\/[a-z][^`]*)`/g))
        expect(readCommand(comment.replace("DATES", "2026-01-08"))).toMatchObject({
          status: "command",
        });
    }
  });
});
