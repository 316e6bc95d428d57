import { execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");
const STUBS = join(import.meta.dirname, "stubs");

/** Lines that GitHub reads and act 0.2.89 refuses; the copy that runs under act differs by these alone. */
const UNKNOWN_TO_ACT = /^ +(timezone|queue): .*\n/gm;

/** What the run left behind, and what each step said about itself. */
export type ActRun = {
  readonly exitCode: number | null;
  /** By the step's name in the workflow file; a step that was skipped has none. */
  readonly steps: ReadonlyMap<string, "success" | "failure">;
  readonly outputs: ReadonlyMap<string, string>;
  readonly summary: string;
  /** By the artifact's name, a folder in here. */
  readonly artifacts: string;
  readonly log: string;
};

export const forAct = (workflow: string): string => workflow.replace(UNKNOWN_TO_ACT, "");

const git = (cwd: string, ...args: string[]): string =>
  execFileSync("git", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

/**
 * A repository in a temporary folder with the working tree's files, uncommitted ones too, and nothing that git ignores.
 * Without what was published, as before the first publication: no test depends on the last one.
 */
export function checkout(): string {
  const repository = join(mkdtempSync(join(tmpdir(), "act-")), "repository");
  const files = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z");
  for (const file of files.split("\0"))
    if (file !== "" && !file.startsWith("reports/") && existsSync(join(ROOT, file)))
      cpSync(join(ROOT, file), join(repository, file));
  for (const file of globSync(".github/workflows/*.yml", { cwd: repository }))
    writeFileSync(join(repository, file), forAct(readFileSync(join(repository, file), "utf8")));
  git(repository, "init", "--initial-branch=main");
  git(repository, "add", "--all");
  const author = ["-c", "user.name=e2e", "-c", "user.email=e2e@localhost"];
  git(repository, ...author, "commit", "--message=Checkout");
  git(repository, "remote", "add", "origin", "https://github.invalid/acme/ops.git");
  return repository;
}

/** Every pinned action gets a stub, even in a job that is skipped: act fetches them all before it starts. */
function stubs(repository: string, workflow: string): string[] {
  const composites = globSync(".github/actions/*/action.yml", { cwd: repository });
  const texts = composites.map((file) => readFileSync(join(repository, file), "utf8"));
  const pins = new Set(
    [...[workflow, ...texts].join("\n").matchAll(/uses: ([\w.-]+\/[\w.-]+@[0-9a-f]{40})/g)].map(
      (it) => it[1],
    ),
  );
  return [...pins].flatMap((pin = "") => {
    const named = join(STUBS, pin.replace(/^.*\/|@.*$/g, ""));
    return ["--local-repository", `${pin}=${existsSync(named) ? named : join(STUBS, "none")}`];
  });
}

export type Trigger = {
  readonly event: "workflow_dispatch" | "schedule" | "issue_comment";
  /** What GitHub says of the event. */
  readonly payload?: object;
  readonly inputs?: Readonly<Record<string, string>>;
  /** The repository's variables: `vars.NAME` in the workflow. */
  readonly variables?: Readonly<Record<string, string>>;
  /** As `secrets.NAME`; GITHUB_TOKEN is `github.token` too. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Set for every step, beside what this process has. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folders that stand for other repositories whose actions the workflow uses, by `owner/name@commit`. */
  readonly repositories?: Readonly<Record<string, string>>;
};

/** Runs one workflow of the checkout on this machine instead of in a container. */
export async function runWorkflow(
  act: string,
  repository: string,
  file: string,
  {
    event,
    payload,
    inputs = {},
    variables = {},
    secrets = {},
    env = {},
    repositories = {},
  }: Trigger,
): Promise<ActRun> {
  const workflow = join(repository, ".github/workflows", file);
  const home = mkdtempSync(join(dirname(repository), "run-"));
  const artifacts = join(home, "artifacts");
  mkdirSync(artifacts);
  const eventFile = join(home, "event.json");
  if (payload !== undefined) writeFileSync(eventFile, JSON.stringify(payload));
  const given = (option: string, values: Readonly<Record<string, string>>): string[] =>
    Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);
  const args = [
    ...[event, "--workflows", workflow, "--platform", "ubuntu-latest=-self-hosted"],
    ...["--json", "--no-cache-server", "--action-offline-mode"],
    // Its own name for whoever started a run is no login of GitHub.
    ...["--actor", "octocat"],
    ...(payload === undefined ? [] : ["--eventpath", eventFile]),
    ...given("--env", { ARTIFACTS: artifacts, ...env }),
    ...given("--input", inputs),
    ...given("--var", variables),
    ...given("--secret", secrets),
    ...given("--local-repository", repositories),
    ...stubs(repository, readFileSync(workflow, "utf8")),
  ];
  const bin = join(ROOT, "node_modules/.bin");
  const PATH = `${bin}:${process.env["PATH"] ?? ""}`;
  const child = spawn(act, args, {
    cwd: repository,
    env: { ...process.env, PATH, XDG_CACHE_HOME: join(home, "cache") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (log += text));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  return { exitCode, ...readLog(log), artifacts, log };
}

type Line = {
  readonly stage?: string;
  readonly step?: string;
  readonly stepResult?: string;
  readonly command?: string;
  readonly name?: string;
  readonly arg?: string;
  readonly content?: string;
};

function readLog(log: string): Pick<ActRun, "steps" | "outputs" | "summary"> {
  const steps = new Map<string, "success" | "failure">();
  const outputs = new Map<string, string>();
  let summary = "";
  for (const text of log.split("\n").filter((it) => it.startsWith("{"))) {
    const line = JSON.parse(text) as Line;
    const { stepResult: result, step, name, arg } = line;
    if (step && line.stage === "Main" && (result === "success" || result === "failure"))
      steps.set(step, result);
    if (line.command === "set-output" && name !== undefined) outputs.set(name, arg ?? "");
    if (line.command === "summary") summary += line.content ?? "";
  }
  return { steps, outputs, summary };
}
