import { errorMessage } from "../../errors.ts";
import { openInspector } from "../../github/inspect.ts";
import type { Check } from "../../render/summary/doctor.ts";
import { codeownersCheck } from "./codeowners.ts";

type Env = Readonly<Record<string, string | undefined>>;
type Judged = Pick<Check, "status" | "found" | "remedy">;

const AREA = "github";
/** Rules that refuse a fast-forward commit whose author cannot wait for people or checks. */
const REFUSING = [
  ...["pull_request", "required_status_checks", "update", "required_deployments", "merge_queue"],
  ...["workflows", "code_scanning", "code_quality", "copilot_code_review"],
];
/** Rules that look at what is in a commit; ours may or may not fit. */
const LOOKING = /^(commit_|committer_|branch_name_|required_signatures|file_|max_file|tag_name_)/;
const ELSEWHERE =
  "Set the repository variable REPORTS_BRANCH to a branch without such rules, such as reports; or publish with mode: pull-request (docs/how-to/github.md).";

/** What the token of a workflow may do, and whether the branch that reports go to takes its commits. */
export async function githubChecks(env: Env): Promise<Check[]> {
  const [token, where] = [env["GITHUB_TOKEN"], env["GITHUB_REPOSITORY"]];
  const skip = (found: string): Check[] => [{ area: AREA, name: "token", status: "skip", found }];
  if (!token && !where)
    return skip("not in a workflow (neither GITHUB_TOKEN nor GITHUB_REPOSITORY)");
  if (!token) return skip("no GITHUB_TOKEN; in a workflow give the step env: GITHUB_TOKEN");
  const [owner, repo, more] = (where ?? "").split("/");
  if (!owner || !repo || more !== undefined)
    return [
      {
        area: AREA,
        name: "repository",
        status: "fail",
        found: where ? `"${where}" is not OWNER/NAME` : "GITHUB_REPOSITORY is not set",
        remedy: "Set GITHUB_REPOSITORY to OWNER/NAME; a workflow has it by itself.",
      },
    ];
  const apiUrl = env["GITHUB_API_URL"] || undefined;
  try {
    const checks = await look(openInspector({ token, apiUrl, owner, repo }), env["REPORTS_BRANCH"]);
    if (checks.some(({ status }) => status === "fail")) return checks;
    return [...checks, await codeownersCheck(env["GITHUB_WORKSPACE"] || ".", owner)];
  } catch (error) {
    return [refused(error)];
  }
}

function refused(error: unknown): Check {
  const status = (error as { status?: unknown } | null)?.status;
  const base = { area: AREA, name: "token", status: "fail", found: errorMessage(error) } as const;
  if (status === 401)
    return { ...base, remedy: "Give a token that is valid; a workflow's ends with its job." };
  const remedy = "Look whether GitHub can be reached, then run this again.";
  return { ...base, remedy, unread: true };
}

async function look(
  inspector: ReturnType<typeof openInspector>,
  asked: string | undefined,
): Promise<Check[]> {
  const repository = await inspector.repository();
  if (repository === null)
    return [
      {
        area: AREA,
        name: "token",
        status: "fail",
        found: "the repository is not there for this token",
        remedy: "Give the job permissions: contents: read, or correct GITHUB_REPOSITORY.",
      },
    ];
  const branch = asked || repository.defaultBranch;
  const from = asked ? "by REPORTS_BRANCH" : "the default branch; REPORTS_BRANCH is not set";
  const goesTo: Check = {
    area: AREA,
    name: "reports go to",
    status: "pass",
    found: `${branch} (${from})`,
  };
  const rules = judgeRules(branch, await inspector.branch(branch));
  return [
    { area: AREA, name: "token", ...judgeToken(repository.mayPush) },
    goesTo,
    { area: AREA, name: `rules of ${branch}`, ...rules },
  ];
}

function judgeToken(mayPush: boolean | null): Judged {
  if (mayPush === true) return { status: "pass", found: "may read and write contents" };
  const remedy = "To publish reports, give the job permissions: contents: write.";
  if (mayPush === false) return { status: "warn", found: "may read, not write", remedy };
  return { status: "warn", found: "may read; GitHub does not say whether it may write", remedy };
}

type Rules = Awaited<ReturnType<ReturnType<typeof openInspector>["branch"]>>;

/** A bypass list is not shown to the token, so a rule that refuses is a warning: it may not count for this one. */
function judgeRules(branch: string, found: Rules): Judged {
  if (found === null)
    return {
      status: "warn",
      found: "unknown: the token does not see the rules",
      remedy: `Look at Settings, Rules, for rules of ${branch}.`,
    };
  const { rules, exists } = found;
  const refusing = rules.filter(
    (rule) => REFUSING.includes(rule) || (rule === "creation" && !exists),
  );
  if (refusing.length > 0)
    return {
      status: "warn",
      found: `${refusing.join(", ")}: a workflow's commit is refused unless it is on the bypass list`,
      remedy: ELSEWHERE,
    };
  const looking = rules.filter((rule) => LOOKING.test(rule));
  if (looking.length > 0)
    return {
      status: "warn",
      found: `${looking.join(", ")}: may refuse a commit by what is in it`,
      remedy: `Publish once and see; otherwise: ${ELSEWHERE}`,
    };
  // Rule sets do not mark a branch; what is marked without one is the older protection.
  if (found.protected && rules.length === 0)
    return {
      status: "warn",
      found: "protected in the older way, whose details only an administrator sees",
      remedy: `Look at Settings, Branches, for ${branch}; where it asks for pull requests or checks: ${ELSEWHERE}`,
    };
  const harmless =
    rules.length === 0 ? "none" : `${rules.join(", ")}, which let our commits through`;
  return {
    status: "pass",
    found: exists ? harmless : `${harmless}; the branch is made with the first report`,
  };
}
