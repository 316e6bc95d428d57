import { isMap, isScalar, type Node, parseDocument, visit } from "yaml";
import { z } from "zod";
import { formFaults, pauseFaults, stepPauseFaults } from "./pause-policy.ts";

const Permissions = z.record(z.string(), z.string());
const Step = z.looseObject({
  env: z.record(z.string(), z.unknown()).optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const Job = z.looseObject({
  uses: z.string().optional(),
  environment: z.unknown().optional(),
  needs: z.union([z.string(), z.array(z.string())]).default([]),
  if: z.unknown().optional(),
  concurrency: z.unknown().optional(),
  permissions: z.unknown().optional(),
  outputs: z.record(z.string(), z.unknown()).default({}),
  "timeout-minutes": z.unknown().optional(),
  steps: z.array(Step).default([]),
});
const Workflow = z.looseObject({
  on: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]),
  permissions: z.unknown().optional(),
  concurrency: z.unknown().optional(),
  jobs: z.record(z.string(), Job),
});
const Composite = z.looseObject({ runs: z.looseObject({ steps: z.array(Step) }) });
type Job = z.infer<typeof Job>;
type Step = z.infer<typeof Step>;
const Concurrency = z.looseObject({
  group: z.string(),
  queue: z.string().optional(),
  "cancel-in-progress": z.unknown().optional(),
});

/** Both run with this repository's rights on what a stranger wrote. */
const FORBIDDEN_TRIGGERS = ["pull_request_target", "workflow_run"];

/** Asks GitHub for one branch and checks it out, beside nothing that a comment says. */
const EARLIER = "./.github/actions/earlier-reports";

const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
const VERSION_COMMENT = /^ v\d+\.\d+\.\d+$/;

/** What no linter holds for us: the rules of docs on hardening, over the parsed workflow. Empty when it keeps them all. */
export function workflowFaults(text: string): string[] {
  const document = parseDocument(text);
  const workflow = Workflow.parse(document.toJS());
  const { on } = workflow;
  const triggers = typeof on === "string" ? [on] : Array.isArray(on) ? on : Object.keys(on);
  return [
    ...triggers
      .filter((trigger) => FORBIDDEN_TRIGGERS.includes(trigger))
      .map((trigger) => `It is triggered by ${trigger}.`),
    ...(isEmptyMap(workflow.permissions) ? [] : ["The top level does not say permissions: {}."]),
    ...pinFaults(document.contents),
    ...formFaults(on, text),
    ...waitFaults(workflow),
    ...Object.entries(workflow.jobs).flatMap(([name, job]) =>
      jobFaults(job).map((fault) => `Job ${name} ${fault}`),
    ),
    ...(triggers.includes("issue_comment") ? commentFaults(workflow) : []),
  ];
}

/** Nobody answers for up to 30 days, and whoever has the turn meanwhile keeps it. */
function waitFaults({ concurrency, jobs }: z.infer<typeof Workflow>): string[] {
  const waits = Object.entries(jobs).filter(([, { environment }]) => environment !== undefined);
  return waits.flatMap(([name, job]) =>
    concurrency === undefined && job.concurrency === undefined
      ? []
      : [`Job ${name} waits for a person while it holds a turn: take the group from it.`],
  );
}

/** The step that asks GitHub what a comment's author may do, and the only thing that its job does. */
const PERMISSION_CHECK = "./actions/who-asks";
/** Whatever else is checked out, a comment may have chosen. */
const KNOWN_REFS = [undefined, "${{ vars.REPORTS_BRANCH }}"];

/** What a workflow that strangers start by a comment has to keep: docs/adr/0015-commands-on-issues.md. */
function commentFaults({ on, jobs, concurrency }: z.infer<typeof Workflow>): string[] {
  const faults: string[] = [];
  const trigger = typeof on === "object" && !Array.isArray(on) ? on["issue_comment"] : undefined;
  const types = z.looseObject({ types: z.array(z.string()) }).safeParse(trigger).data?.types ?? [];
  if (types.join() !== "created")
    faults.push("It takes comments that are not new: give issue_comment types: [created].");
  const checks = ([, { steps }]: [string, Job]): boolean =>
    steps.some(({ uses }) => uses === PERMISSION_CHECK);
  const entries = Object.entries(jobs);
  const checked = new Set(entries.filter(checks).map(([name]) => name));
  if (concurrency !== undefined)
    faults.push(
      "Strangers take turns in it: give the jobs after the check a group, not the workflow.",
    );
  /** Held to what a job before it decided, on the way from the check. */
  const isGated = (name: string, seen: readonly string[] = []): boolean =>
    [jobs[name]?.needs].flat().some((one) => {
      if (one === undefined || seen.includes(one)) return false;
      const condition = String(jobs[name]?.if);
      if (/\b(?:always|cancelled|failure)\(\)/.test(condition)) return false;
      if (checked.has(one)) return condition.includes(`needs.${one}.outputs.allowed == 'true'`);
      return condition.includes(`needs.${one}.outputs.`) && isGated(one, [...seen, name]);
    });
  for (const [name, job] of entries) {
    const fault = (what: string) => faults.push(`Job ${name} ${what}`);
    const follows = [job.needs].flat().length > 0 && job.needs !== undefined;
    if (checked.has(name)) {
      if (job.concurrency !== undefined) fault("has strangers take turns: take the group from it.");
      const granted = Object.values(Permissions.safeParse(job.permissions).data ?? {});
      if (granted.includes("write")) fault("has rights to write before it knows who asks.");
      if (
        job.steps.some(
          ({ uses = "" }) => !/^actions\/checkout@/.test(uses) && uses !== PERMISSION_CHECK,
        )
      )
        fault("does something before it knows who asks.");
    } else if (!isGated(name))
      fault("runs for whoever comments: have who-asks decide, and heed its outputs.");
    if (!follows && !String(job.if).includes("!github.event.issue.pull_request"))
      fault("runs on pull requests too.");
    if (Permissions.safeParse(job.permissions).data?.["id-token"] === "write")
      fault("holds a cloud identity, started by a comment.");
    for (const { uses = "", run = "", with: given, env } of job.steps) {
      const ref = given?.["ref"];
      const refs = KNOWN_REFS as readonly unknown[];
      if (uses.startsWith("actions/checkout@") && (!refs.includes(ref) || given?.["repository"]))
        fault("checks out something else than the default branch.");
      if (uses === EARLIER && given?.["branch"] !== "${{ vars.REPORTS_BRANCH }}")
        fault("fetches what a comment may have chosen.");
      if (/\b(?:gh\s+pr\s+checkout|refs\/pull|git\s+(?:fetch|checkout|switch))\b/.test(run))
        fault("fetches what a comment may have chosen.");
      const text = JSON.stringify([given ?? {}, env ?? {}]);
      if (text.includes("github.event.comment.body")) fault("hands a comment's text to a step.");
    }
  }
  return faults;
}

/** The same for an action of steps, which has the rights of whatever job uses it: as if that had a cloud identity. */
export function compositeFaults(text: string): string[] {
  const document = parseDocument(text);
  const { steps } = Composite.parse(document.toJS()).runs;
  const faults = [
    ...steps.flatMap((step) => stepFaults(step, "a cloud identity")),
    ...stepPauseFaults(steps, "${{ inputs.paused }}"),
  ];
  return [...pinFaults(document.contents), ...faults.map((fault) => `It ${fault}`)];
}

const isEmptyMap = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0;

/** On the syntax tree, because a pin's version stands in a comment. */
function pinFaults(root: Node | null): string[] {
  const faults: string[] = [];
  visit(root, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || key.value !== "uses" || !isScalar(value)) return;
      const target = String(value.value);
      if (target.startsWith("./")) return;
      if (!PINNED.test(target)) faults.push(`${target} is not pinned by a full commit SHA.`);
      else if (!VERSION_COMMENT.test(value.comment ?? ""))
        faults.push(`${target} has no comment with its version.`);
    },
  });
  if (!isMap(root)) faults.push("It is not a mapping.");
  return faults;
}

/**
 * Outputs of our actions that may go from job to job: names and numbers that this tool made, and lists of them. Whatever
 * holds words of somebody goes by a file: an output is one expression away from a script.
 */
const MADE_BY_US = [
  ...["artifact-id", "run", "drifted", "parked-until", "dispatches", "count"],
  // true or false.
  ...["allowed", "reviewed"],
  ...["legs-1", "legs-2", "legs-3", "legs-4"],
];

/** A choice of the form, or what the repository itself declares. */
const CHOSEN = /^inputs\.environment$/;

function outputFaults(outputs: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(outputs).flatMap(([name, value]) => {
    // What only decides does not travel.
    const sent = String(value).replace(/[\w.-]+(?:\s*[!=]=\s*'[^']*')?\s*&&/g, "");
    const parts = sent.match(/\b(?:steps|needs|inputs|github\.event)\.[\w.-]+/g) ?? [];
    const foreign = parts.filter(
      (part) => !CHOSEN.test(part) && !MADE_BY_US.includes(part.split(".outputs.")[1] ?? ""),
    );
    return foreign.map(
      (part) => `gives ${part} to other jobs as the output ${name}: send it as an artifact.`,
    );
  });
}

function jobFaults(job: Job): string[] {
  const faults: string[] = outputFaults(job.outputs);
  const permissions = Permissions.safeParse(job.permissions);
  if (!permissions.success) faults.push("does not list its permissions.");
  const { data: granted = {} } = permissions;
  if (job.uses === undefined && job["timeout-minutes"] === undefined)
    faults.push("has no timeout-minutes.");
  const hasIdentity = granted["id-token"] === "write";
  if (job.uses !== undefined && hasIdentity && !takesTurns(job))
    faults.push("has others write without a turn of its own: give it a group with queue: max.");
  const mayWrite = Object.entries(granted).some(
    ([what, how]) => how === "write" && what !== "id-token",
  );
  const power = hasIdentity ? "a cloud identity" : mayWrite ? "the right to write" : null;
  if (hasIdentity && granted["contents"] === "write")
    faults.push("holds a cloud identity and may write contents.");
  if (granted["contents"] === "write" && !takesTurns(job))
    faults.push("writes contents without a turn of its own: give it a group with queue: max.");
  if (granted["issues"] === "write") {
    if (hasIdentity) faults.push("holds a cloud identity and may write issues.");
    if (!takesTurns(job))
      faults.push("writes issues without a turn of its own: give it a group with queue: max.");
  }
  return [...faults, ...pauseFaults(job), ...job.steps.flatMap((step) => stepFaults(step, power))];
}

/** Whether nobody is cancelled who waits behind it. */
function takesTurns({ concurrency }: Job): boolean {
  const turns = Concurrency.safeParse(concurrency).data;
  return turns?.queue === "max" && turns["cancel-in-progress"] !== true;
}

function stepFaults(step: Step, power: string | null): string[] {
  const faults: string[] = [];
  const scripts = [step.run, step.with?.["script"]].filter((it) => typeof it === "string");
  for (const script of scripts) {
    if (script.includes("${{")) faults.push("has an expression in a script: pass it by env.");
    if (power !== null && /\b(npm|npx|yarn|pnpm|pip)\b/.test(script))
      faults.push(`runs a package manager beside ${power}.`);
  }
  if (power !== null && /^actions\/(cache|setup-node)@/.test(step.uses ?? ""))
    faults.push(`uses ${step.uses?.split("@")[0]} beside ${power}: others can fill its cache.`);
  if (step.uses?.startsWith("actions/checkout@") && step.with?.["persist-credentials"] !== false)
    faults.push("leaves the checkout's token in the workspace.");
  return faults;
}
