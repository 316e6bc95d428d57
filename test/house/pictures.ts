// The pictures and the table of docs/explanation/architecture.md, drawn from the code by `npm run build`.
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path/posix";
import { markdownTable } from "markdown-table";
import { ROOMS, type Rooms } from "./rooms.ts";

/** One step of the loop, and the job that does it. */
type Step = {
  readonly id: string;
  readonly says: string;
  /** Below src/jobs. */
  readonly job: string;
};

const STEPS: readonly Step[] = [
  { id: "observe", says: "Observe: fill the grid", job: "observe/observe.ts" },
  { id: "validate", says: "Validate: findings, causes, verdict", job: "validate/run-validate.ts" },
  { id: "reports", says: "Write reports and handoff", job: "reports/reports.ts" },
  { id: "publish", says: "Publish one commit", job: "publish/publish.ts" },
  { id: "issues", says: "Keep one issue a cause", job: "issues/run-sync.ts" },
  { id: "who", says: "Ask what the commenter may do", job: "issues/command-gate.ts" },
  { id: "command", says: "Take a command on an issue", job: "issues/run-command.ts" },
  { id: "waiver", says: "Propose a waiver", job: "issues/propose-waiver.ts" },
  { id: "gate", says: "Gate: may training run?", job: "validate/gate.ts" },
  { id: "certify", says: "Certify what training reads", job: "certificate/issue.ts" },
  { id: "leak", says: "Show that no row knows its own day", job: "leak/leak.ts" },
  { id: "watch", says: "Watch the newest dates", job: "watch/watch.ts" },
  { id: "start", says: "Start what does not wait already", job: "watch/start-repairs.ts" },
  { id: "expire", says: "Cancel what was not approved in time", job: "watch/expire-approvals.ts" },
  { id: "watchdog", says: "Watch the schedules", job: "watch/watchdog.ts" },
  { id: "plan", says: "Plan a repair", job: "repair/prepare.ts" },
  { id: "leg", says: "Backfill: canary, then the rest", job: "repair/leg.ts" },
  { id: "conclude", says: "Prove by a validation: receipt", job: "repair/conclude.ts" },
  { id: "undo", says: "Take a run back", job: "repair/undo.ts" },
  { id: "doctor", says: "Check the set-up", job: "doctor/doctor.ts" },
  { id: "sample", says: "Load the sample", job: "sample/load-environment.ts" },
  { id: "drill", says: "Plant an incident to practise on", job: "drill/drill.ts" },
];

/** From, to, and what passes between them. */
const FLOWS: readonly (readonly [from: string, to: string, what: string])[] = [
  ["warehouse", "observe", "counts, ledger"],
  ["observe", "validate", "grid"],
  ["validate", "reports", "assessment"],
  ["reports", "publish", ""],
  ["reports", "issues", ""],
  ["issues", "who", "a person comments"],
  ["who", "command", "may write"],
  ["command", "plan", "/backfill"],
  ["command", "waiver", "/expected"],
  ["validate", "gate", "verdict"],
  ["gate", "certify", "passed"],
  ["leak", "certify", "what was tried"],
  ["watch", "start", "dates past their grace, parked runs that are due"],
  ["start", "plan", ""],
  ["plan", "expire", "waits for an approval"],
  ["reports", "plan", "a person types a line"],
  ["plan", "leg", "repair.json"],
  ["leg", "warehouse", "dates replaced, ledger lines"],
  ["leg", "conclude", "results"],
  ["conclude", "publish", "receipt"],
  ["conclude", "issues", "receipt"],
  ["undo", "warehouse", "the rows from before"],
  ["sample", "warehouse", ""],
  ["drill", "warehouse", ""],
  ["doctor", "warehouse", "reads only"],
  ["watchdog", "validate", "did it start?"],
  ["watchdog", "watch", ""],
];

/** What belongs to several jobs and is no step. */
const SHARED = /^(?:shared|repair\/run)\//;

/** Jobs that an action imports, below src/jobs. */
const jobsOf = (root: string, action: string): string[] => {
  const text = readFileSync(join(root, action, "run.ts"), "utf8");
  return [...text.matchAll(/"[./]+src\/jobs\/([\w/-]+\.ts)"/g)]
    .map(([, job = ""]) => job)
    .filter((job) => !SHARED.test(job));
};

const actionsIn = (root: string): string[] =>
  globSync("actions/*/action.yml", { cwd: root }).map(dirname).sort();

/** Throws where the loop leaves out a job that an action runs, or a folder of jobs, or names one that is not there. */
function checkLoop(root: string): void {
  const faults: string[] = [];
  const known = new Set(STEPS.map(({ job }) => job));
  const ids = new Set(["warehouse", ...STEPS.map(({ id }) => id)]);
  for (const job of known)
    if (!existsSync(join(root, "src/jobs", job))) faults.push(`src/jobs/${job} is not there`);
  for (const ends of FLOWS)
    for (const id of ends.slice(0, 2)) if (!ids.has(id)) faults.push(`there is no step ${id}`);
  const folders = globSync("src/jobs/*/", { cwd: root }).map((path) => basename(path));
  for (const folder of folders)
    if (folder !== "shared" && ![...known].some((job) => job.startsWith(`${folder}/`)))
      faults.push(`src/jobs/${folder} has no step`);
  for (const action of actionsIn(root)) {
    const jobs = jobsOf(root, action);
    if (jobs.length > 0 && !jobs.some((job) => known.has(job)))
      faults.push(`${action} runs ${jobs.join(", ")}, and none of them is a step`);
  }
  if (faults.length > 0)
    throw new Error(`The loop in test/house/pictures.ts is not the code's: ${faults.join("; ")}.`);
}

/** From the warehouse round to the warehouse. */
export function loopPicture(root: string): string {
  checkLoop(root);
  return mermaid([
    "warehouse[(warehouse)]",
    ...STEPS.map(({ id, says }) => `${id}["${says}"]`),
    ...FLOWS.map(([from, to, what]) => `${from} -->${what === "" ? "" : `|"${what}"|`} ${to}`),
  ]);
}

/** Each action with the jobs that it runs and the workflows that use it. */
export function actionsTable(root: string): string {
  const workflows = globSync(".github/workflows/*.yml", { cwd: root }).sort();
  const composites = globSync(".github/actions/*/action.yml", { cwd: root });
  const uses = (file: string, what: string) =>
    new RegExp(`uses: \\./${what}\\s*$`, "m").test(readFileSync(join(root, file), "utf8"));
  const rows = actionsIn(root).map((action) => {
    const through = composites.filter((file) => uses(file, action)).map(dirname);
    const users = workflows.filter((file) => [action, ...through].some((one) => uses(file, one)));
    return [
      `\`${action}\``,
      jobsOf(root, action)
        .map((job) => `\`src/jobs/${job}\``)
        .join(", ") || "none: one call to GitHub",
      users.map((file) => basename(file)).join(", ") || "yours",
    ];
  });
  return markdownTable([["action", "jobs", "workflows"], ...rows], { alignDelimiters: false });
}

/** What each room may import, without what another arrow says already. */
export function roomsPicture(rooms: Rooms = ROOMS): string {
  const may = new Map(
    Object.entries(rooms.allowed).map(([room, allowed]) => [
      room,
      allowed.filter((to) => to !== room),
    ]),
  );
  rooms.pure.forEach((rank, at) => {
    for (const room of rank) may.set(room, rooms.pure.slice(0, at).flat());
  });
  const arrows = [...may].flatMap(([room, allowed]) =>
    allowed
      .filter((to) => !allowed.some((via) => via !== to && may.get(via)?.includes(to) === true))
      .map((to) => `${room} --> ${to}`),
  );
  const types = Object.entries(rooms.typesOnly).flatMap(([room, allowed]) =>
    allowed.map((to) => `${room} -. "types" .-> ${to}`),
  );
  const group = (title: string, inside: readonly string[]) => [
    `subgraph ${title}`,
    ...inside.map((room) => `  ${room}`),
    "end",
  ];
  const pure = rooms.pure.flat();
  const entries = ["cli", "actions", "hosts"];
  const others = [...may.keys()].filter((room) => !pure.includes(room) && !entries.includes(room));
  return mermaid([
    ...group("entries", entries),
    ...group("effects", others),
    ...group("pure", pure),
    ...arrows,
    ...types,
  ]);
}

const mermaid = (lines: readonly string[]): string =>
  ["```mermaid", "flowchart TB", ...lines.map((line) => `  ${line}`), "```"].join("\n");
