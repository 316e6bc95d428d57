import { errorMessage } from "../../errors.ts";
import type { Git, PullRequest, Snapshot } from "../../github/git.ts";
import type { IssueTracker } from "../../github/issues/port.ts";
import type { People } from "../../github/people.ts";
import { isLostAnswer, troubleOf } from "../../github/trouble.ts";
import type { Workflows } from "../../github/workflows.ts";
import { declaredAlready, type Proposal } from "../../issues/command/proposal.ts";
import { readCommand } from "../../issues/command/read-command.ts";
import { addWaiver } from "../../pipeline/parse/add-waiver.ts";
import { parsePipeline } from "../../pipeline/parse/parse.ts";
import { type ProposalOutcome, renderAnswer } from "../../render/issue/command-answer.ts";
import { renderProposal } from "../../render/issue/command-outcome.ts";

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
  const snapshot = await git.snapshot(head, folderOf(file));
  const text = await textOn(git, snapshot, file);
  if (text === null) throw new Error(`${file} is not on ${base}.`);
  const { waivers } = parsePipeline(text, file);
  const declared = declaredAlready(waivers, proposal);
  if (declared !== undefined) return { status: "declared", until: declared.expires };
  const { branch } = proposal;
  const existing = await git.newestPullRequest(branch, base);
  if (existing?.isOpen === true) return { status: "open", url: existing.url, checks: null };
  if (existing !== null) return { status: "closed", url: existing.url };
  const { title, body } = renderProposal(proposal);
  const added = addWaiver(text, file, proposal.waiver);
  await prepareBranch(git, branch, title, file, added, snapshot);
  const opened = await openOnce(git, branch, base, title, body);
  return { status: "opened", url: opened.url, checks: await check(request, branch, ports) };
}

/** The branch with the waiver, which an earlier attempt may have left: with another one, where the command was another. */
async function prepareBranch(
  git: Git,
  branch: string,
  title: string,
  file: string,
  wanted: string,
  from: Snapshot,
): Promise<void> {
  const left = await git.head(branch);
  if (
    left !== null &&
    (await textOn(git, await git.snapshot(left, folderOf(file)), file)) === wanted
  )
    return;
  const tree = await git.writeTree(from.tree, [{ path: file, text: wanted }]);
  if (left === null)
    return await git.createBranch(branch, await git.writeCommit(title, tree, [from.commit]));
  await git.moveBranch(branch, await git.writeCommit(title, tree, [left, from.commit]));
}

const folderOf = (file: string): string => file.slice(0, file.lastIndexOf("/"));

async function textOn(git: Git, { blobs }: Snapshot, file: string): Promise<string | null> {
  const blob = blobs.get(file);
  return blob === undefined ? null : Buffer.from(await git.readBlob(blob)).toString("utf8");
}

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
