import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { compositeFaults, workflowFaults } from "./workflow-policy.ts";

const FOLDER = join(import.meta.dirname, "../../.github/workflows");
const SHA = "3d3c42e5aac5ba805825da76410c181273ba90b1";
const files = globSync("*.{yml,yaml}", { cwd: FOLDER }).sort();

describe("the workflows", () => {
  it("are there to be checked", () => {
    expect(files).toEqual(expect.arrayContaining(["ci.yml", "validate.yml"]));
  });

  it.each(files)("%s keeps the policy", (file) => {
    expect(workflowFaults(readFileSync(join(FOLDER, file), "utf8"))).toEqual([]);
  });
});

describe("the actions made of steps", () => {
  const folder = join(FOLDER, "../actions");
  const actions = globSync("*/action.yml", { cwd: folder });
  it.each(actions)("%s keep it too", (file) => {
    expect(compositeFaults(readFileSync(join(folder, file), "utf8"))).toEqual([]);
  });

  it.each([
    ["an expression in a script", "run: echo ${{ inputs.part }}", "has an expression in a script"],
    ["packages", "run: npm ci", "runs a package manager beside a cloud identity"],
    ["a cache", `uses: actions/cache@${SHA} # v5.0.5`, "others can fill its cache"],
    ["a tag for a pin", "uses: actions/upload-artifact@v7", "not pinned by a full commit SHA"],
  ])("are refused with %s", (_, step, fault) => {
    const composite = `runs:\n  using: composite\n  steps:\n    - ${step}\n`;
    expect(compositeFaults(composite)).toEqual([expect.stringContaining(fault)]);
  });
});

const SOUND = `
on: [push]
permissions: {}
jobs:
  work:
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@${SHA} # v7.0.1
        with:
          persist-credentials: false
      - uses: ./actions/validate
      - run: echo "$NAME"
        env:
          NAME: \${{ inputs.name }}
`;
const WRITER = SOUND.replace(
  "contents: read",
  `contents: write
    if: \${{ !vars.OPS_PAUSED || vars.OPS_PAUSED == 'false' }}
    concurrency:
      group: writers
      queue: max`,
);
const broken = (from: string, to: string): string => {
  expect(SOUND).toContain(from);
  return SOUND.replace(from, to);
};

describe("the policy", () => {
  it("accepts a sound workflow", () => {
    expect(workflowFaults(SOUND)).toEqual([]);
  });

  it.each([
    ["a tag for a pin", SHA, "v7", "not pinned by a full commit SHA"],
    ["a short SHA", SHA, SHA.slice(0, 12), "not pinned by a full commit SHA"],
    ["a pin without its version", " # v7.0.1", "", "no comment with its version"],
    ["no permissions at the top", "permissions: {}\n", "", "does not say permissions: {}"],
    ["rights at the top", "permissions: {}", "permissions: write-all", "does not say permissions"],
    ["a job with the default rights", "    permissions:\n      contents: read\n", "", "list its"],
    ["a job with all rights", ":\n      contents: read", ": write-all", "does not list its"],
    ["a job without an end", "    timeout-minutes: 5\n", "", "no timeout-minutes"],
    ["an input in a script", "$NAME", "${{ inputs.name }}", "expression in a script"],
    ["an event's text in a script", "$NAME", "${{ github.event.issue.title }}", "in a script"],
    ["a stranger's pull request", "[push]", "pull_request_target", "by pull_request_target"],
    ["another run's artifacts", "[push]", "{ workflow_run: {} }", "by workflow_run"],
    ["a token left behind", "persist-credentials: false", "fetch-depth: 1", "checkout's token"],
  ])("refuses %s", (_, from, to, fault) => {
    expect(workflowFaults(broken(from, to))).toEqual([expect.stringContaining(fault)]);
  });

  it("refuses a cloud identity that may push", () => {
    const text = WRITER.replace("contents: write", "contents: write\n      id-token: write");
    expect(workflowFaults(text)).toEqual([
      "Job work holds a cloud identity and may write contents.",
    ]);
  });

  it("accepts a job that writes in its turn, and not while writing is paused", () => {
    expect(workflowFaults(WRITER)).toEqual([]);
  });

  it.each([
    ["without a turn", / {4}concurrency:\n.*\n.*\n/, "", "without a turn of its own"],
    ["where a third cancels the second", "queue: max", "queue: single", "without a turn"],
    ["whatever OPS_PAUSED says", / {4}if: .*\n/, "", "does not heed OPS_PAUSED"],
    ["unless OPS_PAUSED is spelt so", "!vars.OPS_PAUSED || ", "", "does not heed OPS_PAUSED"],
    ["beside packages", 'echo "$NAME"', "npx something", "beside the right to write"],
    [
      "beside a cache",
      "actions/checkout@",
      "actions/cache@",
      "uses actions/cache beside the right",
    ],
  ])("refuses a job that writes %s", (_, from, to, fault) => {
    const text = WRITER.replace(from, to);
    expect(text).not.toBe(WRITER);
    expect(workflowFaults(text)).toEqual([expect.stringContaining(fault)]);
  });

  const KEEPER = WRITER.replace("contents: write", "contents: read\n      issues: write");

  it("accepts a job that keeps issues in its turn", () => {
    expect(workflowFaults(KEEPER)).toEqual([]);
  });

  it.each([
    ["without a turn", / {4}concurrency:\n.*\n.*\n/, "", "writes issues without a turn"],
    ["where a third cancels the second", "queue: max", "queue: single", "without a turn"],
    ["whatever OPS_PAUSED says", / {4}if: .*\n/, "", "may write (issues) and does not heed"],
    [
      "with a cloud identity",
      "issues: write",
      "issues: write\n      id-token: write",
      "holds a cloud identity and may write issues",
    ],
  ])("refuses a job that keeps issues %s", (_, from, to, fault) => {
    const text = KEEPER.replace(from, to);
    expect(text).not.toBe(KEEPER);
    expect(workflowFaults(text)).toEqual([expect.stringContaining(fault)]);
  });

  it("refuses packages beside a cloud identity", () => {
    const text = broken("contents: read", "id-token: write").replace('echo "$NAME"', "npm ci");
    expect(workflowFaults(text)).toEqual([
      "Job work runs a package manager beside a cloud identity.",
    ]);
  });
});

it("the validation knows the time zone of its schedule, by which it says how late it is", () => {
  const text = readFileSync(join(FOLDER, "validate.yml"), "utf8");
  const { on, jobs } = parse(text) as {
    on: { schedule: { timezone: string }[] };
    jobs: Record<string, { steps: { uses?: string; with?: Record<string, string> }[] }>;
  };
  const zones = Object.values(jobs).flatMap(({ steps }) =>
    steps.flatMap(({ uses, with: given }) =>
      uses === "./actions/validate" ? [given?.["schedule-zone"]] : [],
    ),
  );
  expect(zones).toEqual([on.schedule[0]?.timezone, on.schedule[0]?.timezone]);
});

describe("what goes from job to job", () => {
  const given = (value: string) =>
    workflowFaults(
      SOUND.replace("    steps:", `    outputs:\n      it: "\${{ ${value} }}"\n    steps:`),
    );

  it.each([
    "steps.plan.outputs.run",
    "steps.plan.outputs.approval && 'needed' || ''",
    "steps.command.outputs.proposal && steps.keep.outputs.artifact-id && format('a{0}', github.run_attempt)",
    "(inputs.environment != 'configured' && inputs.environment) || vars.OPS_ENVIRONMENT || 'sample'",
  ])("may be %s", (value) => {
    expect(given(value)).toEqual([]);
  });

  it.each([
    "steps.command.outputs.proposal",
    "steps.plan.outputs.run && steps.plan.outputs.approval",
    "steps.keep.outputs.artifact-id || steps.command.outputs.proposal",
    "inputs.dates",
    "github.event.comment.body",
    "needs.other.outputs.text",
  ])("may not be %s, which is somebody's words", (value) => {
    expect(given(value)).toEqual([
      expect.stringMatching(
        /^Job work gives \S+ to other jobs as the output it: send it as an art/,
      ),
    ]);
  });
});

describe("a repair's turn", () => {
  const BACKFILL = readFileSync(join(FOLDER, "backfill.yml"), "utf8");
  const TURN = "    concurrency:\n      group: backfill-production\n      queue: max\n";
  const turns = (text: string) => workflowFaults(text).filter((fault) => /turn/.test(fault));

  it("is not held by whoever waits for a person, up to 30 days", () => {
    expect(turns(BACKFILL)).toEqual([]);
    const waits = "Job approve waits for a person while it holds a turn: take the group from it.";
    const whole = BACKFILL.replace("permissions: {}\n", "permissions: {}\nconcurrency: backfill\n");
    expect(turns(whole)).toEqual([waits]);
    const one = BACKFILL.replace(/(?<=\n {2}approve:\n)/, TURN);
    expect(turns(one)).toEqual([waits]);
  });

  it("that needs an approval begins after reviewers' word, or is held where there are none", () => {
    const { jobs } = parse(BACKFILL) as { jobs: Record<string, { if: string; needs: string[] }> };
    for (const name of ["repair", "announce"]) {
      const condition = jobs[name]?.if ?? "";
      expect(condition).toContain(
        "(needs.approve.outputs.reviewed == 'true' || (needs.approve.result == 'skipped' && !needs.plan.outputs.approval))",
      );
      // That the job passed says nothing: GitHub makes an environment that asks nobody.
      expect(condition).not.toContain("needs.approve.result == 'success'");
    }
    expect(jobs["hold"]?.if).toContain("needs.approve.outputs.reviewed != 'true'");
    expect(jobs["hold"]?.needs).toEqual(["plan", "approve"]);
    expect(jobs["cut-off"]?.if).toContain("needs.hold.result != 'success'");
    // Whoever starts it by hand is who asks, whatever they fill in.
    expect(BACKFILL).toContain("endsWith(github.actor, '[bot]') && inputs.asked-by");
  });

  it("is followed by its receipt and its issues, also where it failed and gives nothing", () => {
    const { jobs } = parse(BACKFILL) as { jobs: Record<string, { if: string; steps: object[] }> };
    for (const name of ["publish", "sync"]) {
      expect(jobs[name]?.if).toContain("!cancelled()");
      expect(jobs[name]?.if).toContain("|| needs.repair.result == 'failure'");
      expect(JSON.stringify(jobs[name]?.steps)).toContain(
        "|| format('backfill-reports-a{0}', github.run_attempt)",
      );
    }
  });

  it("is taken by all jobs that write to the warehouse, as one", () => {
    const without = BACKFILL.replace(/ {4}concurrency:\n(?: {6}.*\n)+(?= {4}uses: )/, "");
    expect(without).not.toBe(BACKFILL);
    expect(turns(without)).toEqual([
      "Job repair has others write without a turn of its own: give it a group with queue: max.",
    ]);
  });
});

const COMMANDED = `
on:
  issue_comment:
    types: [created]
permissions: {}
jobs:
  who:
    if: \${{ !github.event.issue.pull_request }}
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read
    outputs:
      allowed: \${{ steps.who.outputs.allowed }}
    steps:
      - uses: actions/checkout@${SHA} # v7.0.1
        with:
          persist-credentials: false
      - id: who
        uses: ./actions/who-asks
  command:
    needs: who
    if: \${{ needs.who.outputs.allowed == 'true' && (!vars.OPS_PAUSED || vars.OPS_PAUSED == 'false') }}
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read
      issues: write
    concurrency:
      group: issues
      queue: max
    outputs:
      artifact: \${{ steps.keep.outputs.artifact-id && 'proposal' }}
    steps:
      - uses: actions/checkout@${SHA} # v7.0.1
        with:
          persist-credentials: false
      - id: command
        uses: ./actions/run-command
        with:
          paused: \${{ vars.OPS_PAUSED }}
  after:
    needs: command
    if: \${{ needs.command.outputs.artifact && (!vars.OPS_PAUSED || vars.OPS_PAUSED == 'false') }}
    runs-on: ubuntu-latest
    timeout-minutes: 5
    permissions:
      contents: read
      pull-requests: write
    steps:
      - uses: ./actions/propose-waiver
        with:
          paused: \${{ vars.OPS_PAUSED }}
`;

describe("the policy for workflows that a comment starts", () => {
  it("accepts one whose author is checked, and jobs that heed what the check decided", () => {
    expect(workflowFaults(COMMANDED)).toEqual([]);
  });

  it.each([
    ["edited comments", "[created]", "[created, edited]", "not new"],
    ["comments of every kind", "\n    types: [created]", " {}", "not new"],
    ["no permission check", "./actions/who-asks", "./actions/watchdog", "whoever comments"],
    ["a command beside the check", "    needs: who\n", "", "whoever comments"],
    [
      "a command that heeds no decision",
      "needs.who.outputs.allowed == 'true' && ",
      "",
      "whoever comments",
    ],
    [
      "a command for whom the check refused",
      "allowed == 'true'",
      "allowed == 'false'",
      "whoever comments",
    ],
    [
      "a command whatever the check said",
      "needs.who.outputs.allowed == 'true' && ",
      "always() && needs.who.outputs.allowed == 'true' || ",
      "whoever comments",
    ],
    [
      "strangers who take turns",
      "    outputs:\n      allowed",
      "    concurrency:\n      group: issues\n    outputs:\n      allowed",
      "strangers take turns",
    ],
    [
      "a group around all of it",
      "permissions: {}\n",
      "permissions: {}\nconcurrency: commands\n",
      "Strangers take turns",
    ],
    [
      "rights before the check",
      "      contents: read\n    outputs:\n      allowed",
      "      issues: write\n    outputs:\n      allowed",
      "before it knows who asks",
    ],
    ["a job beside the check", "    needs: command\n", "", "whoever comments"],
    [
      "a job that heeds no decision",
      "needs.command.outputs.artifact && (",
      "always() && (",
      "whoever comments",
    ],
    [
      "commands on pull requests",
      "!github.event.issue.pull_request",
      "true",
      "on pull requests too",
    ],
    ["a cloud identity", "issues: write", "id-token: write", "a cloud identity, started by"],
    [
      "a pull request's files",
      "persist-credentials: false",
      "persist-credentials: false\n          ref: refs/pull/1/merge",
      "default branch",
    ],
    [
      "a fork's files",
      "persist-credentials: false",
      "persist-credentials: false\n          repository: a/b",
      "default branch",
    ],
    [
      "a head that is fetched",
      "- id: command",
      "- run: gh pr checkout 1\n      - id: command",
      "may have chosen",
    ],
    [
      "work before the check",
      "- id: who",
      "- run: echo\n      - id: who",
      "before it knows who asks",
    ],
    [
      "a comment's text as an input",
      "with:\n          paused",
      'with:\n          text: "${{ github.event.comment.body }}"\n          paused',
      "a comment's text",
    ],
  ])("refuses %s", (_, from, to, fault) => {
    expect(COMMANDED).toContain(from);
    const faults = workflowFaults(COMMANDED.replace(from, to));
    expect(faults).toContainEqual(expect.stringContaining(fault));
  });
});
