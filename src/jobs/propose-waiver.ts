import type { CivilDate } from "../dates/civil-date.ts";
import { errorMessage } from "../errors.ts";
import type { Git, PullRequest } from "../github/git.ts";
import type { IssueTracker } from "../github/issue-tracker.ts";
import type { People } from "../github/people.ts";
import { isLostAnswer, troubleOf } from "../github/trouble.ts";
import type { Workflows } from "../github/workflows.ts";
import { declaredAlready, type Proposal } from "../issues/proposal.ts";
import { readCommand } from "../issues/read-command.ts";
import { addWaiver } from "../pipeline/add-waiver.ts";
import { parsePipeline } from "../pipeline/parse.ts";
import type { Waiver } from "../pipeline/schema.ts";
import { type ProposalOutcome, renderAnswer } from "../render/command-answer.ts";
import { renderProposal } from "../render/command-outcome.ts";

export type ProposalPorts = {
  readonly git: Git;
  readonly tracker: IssueTracker;
  readonly people: People;
  readonly workflows: Workflows;
};

export type ProposalRequest = {
  readonly proposal: Proposal;
  /** From the root, with forward slashes. */
  readonly pipeline: string;
  /** The workflow that checks a branch. */
  readonly checks: string;
  readonly now: Date;
};

/** Opens the pull request with the waiver, once, has it checked, and answers on the issue. */
export async function proposeWaiver(
  request: ProposalRequest,
  ports: ProposalPorts,
): Promise<ProposalOutcome> {
  const { proposal } = request;
  const outcome = await explained(request, () => propose(request, ports));
  const read = readCommand(proposal.command);
  const command = read.status === "command" ? read.command : null;
  const text = renderAnswer(proposal.comment, command, { kind: "proposed", proposal, outcome });
  await ports.tracker.comment(proposal.issue, `command-${proposal.comment}`, text);
  await ports.people.react(proposal.comment, outcome.status === "closed" ? "confused" : "rocket");
  return outcome;
}

async function propose(request: ProposalRequest, ports: ProposalPorts): Promise<ProposalOutcome> {
  const { proposal, pipeline: file } = request;
  const { git } = ports;
  const base = await git.defaultBranch();
  const head = await git.head(base);
  if (head === null) throw new Error(`The branch ${base} is not there.`);
  const folder = file.slice(0, file.lastIndexOf("/"));
  const snapshot = await git.snapshot(head, folder);
  const blob = snapshot.blobs.get(file);
  if (blob === undefined) throw new Error(`${file} is not on ${base}.`);
  const text = Buffer.from(await git.readBlob(blob)).toString("utf8");
  const { waivers } = parsePipeline(text, file);
  const declared = declaredAlready(waivers, proposal);
  if (declared !== undefined) return { status: "declared", until: declared.expires };
  const branch = branchOf(proposal, waivers);

  const existing = await git.newestPullRequest(branch, base);
  if (existing?.isOpen === true) return { status: "open", url: existing.url, checks: null };
  if (existing !== null) return { status: "closed", url: existing.url };
  const { title, body } = renderProposal(proposal);
  // A branch without a pull request is what an earlier attempt left: its commit is the same waiver.
  if ((await git.head(branch)) === null) {
    const added = addWaiver(text, file, proposal.waiver);
    const tree = await git.writeTree(snapshot.tree, [{ path: file, text: added }]);
    await git.createBranch(branch, await git.writeCommit(title, tree, [head]));
  }
  const opened = await openOnce(git, branch, base, title, body);
  return { status: "opened", url: opened.url, checks: await check(request, branch, ports) };
}

/** One that was merged and is to hold longer needs a branch of its own: the first has had its pull request. */
function branchOf(proposal: Proposal, waivers: readonly Waiver[]): string {
  const { branch, waiver } = proposal;
  const anyEnd = { ...proposal, waiver: { ...waiver, expires: EARLIEST } };
  return declaredAlready(waivers, anyEnd) === undefined ? branch : `${branch}-${waiver.expires}`;
}
const EARLIEST = "0001-01-01" as CivilDate;

/** A lost answer may have opened it: it is looked up, and not sent again. */
async function openOnce(git: Git, branch: string, base: string, title: string, body: string) {
  try {
    return await git.openPullRequest(branch, base, title, body);
  } catch (error) {
    const found: PullRequest | null = isLostAnswer(error)
      ? await git.newestPullRequest(branch, base)
      : null;
    if (found === null) throw error;
    return found;
  }
}

/** GitHub starts nothing for what a workflow's token pushed, so its checks are asked for. */
async function check(
  { checks }: ProposalRequest,
  branch: string,
  { workflows }: ProposalPorts,
): Promise<string> {
  try {
    const url = await workflows.dispatch(checks, branch, {});
    return `Its checks were started: ${url ?? checks}`;
  } catch {
    return `Its checks could not be started; start ${checks} on its branch`;
  }
}

async function explained<T>(
  { proposal, now }: ProposalRequest,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const trouble = troubleOf(error, proposal.branch, now);
    if (trouble.kind === "final") throw trouble.error;
    throw new Error(
      `The pull request was not opened: ${errorMessage(error)}. Run this job again; nothing is proposed twice.`,
      { cause: error },
    );
  }
}
