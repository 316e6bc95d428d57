import { UserError } from "../../errors.ts";
import { type AttemptPolicy, DEFAULT_ATTEMPTS, type Timing, withAttempts } from "../attempts.ts";
import { type Connection, type Git, openGit, type Snapshot, type TreeEntry } from "../git.ts";
import { isLostAnswer, isNotFound, replyOf } from "../trouble.ts";
import { blobSha, inlineText } from "./blob.ts";
import { checkChanges, checkReportFiles, REPORTS } from "./paths.ts";
import { findPlace, type Place } from "./place.ts";
import type { BranchView, Files, PublishRequest, ReportStore } from "./port.ts";

export type ReportStoreOptions = Connection & {
  /** Where the reports go; null for the default branch. Created from it when missing. */
  readonly branch: string | null;
  readonly mode: "commit" | "pull-request";
  readonly timing: Timing;
  readonly policy?: AttemptPolicy;
  /** Another git than GitHub's, for tests. */
  readonly connect?: (connection: Connection) => Git;
};

/** Commits through GitHub's REST git data API: as one commit, signed by GitHub, on nothing but the newest head. */
export function openReportStore(options: ReportStoreOptions): ReportStore {
  const { connect = openGit } = options;
  return { publish: (request) => publish(connect(options), options, request) };
}

async function publish(git: Git, options: ReportStoreOptions, request: PublishRequest) {
  const { mode, timing, policy = DEFAULT_ATTEMPTS } = options;
  // What one attempt learns, so that the next one need not ask again.
  const kept = new Map<string, Uint8Array>();
  const doubtful: string[] = [];
  let target = options.branch;
  let base: Snapshot | null | undefined;
  let landed: string | null = null;

  async function commit(place: Place): Promise<string> {
    const snapshot = await git.snapshot(place.start, REPORTS);
    base = base === undefined ? await snapshotOfBase(git, request.base, snapshot) : base;
    const files = await request.files(viewOf(git, snapshot, base, kept));
    checkReportFiles(files);
    const changed = changedFiles(files, snapshot, base);
    checkChanges(changed);
    if (changed.length === 0) {
      // The branch that is asked for is there afterwards, even where the default branch has it all.
      if (place.head === null && place.into === null)
        await git.createBranch(place.branch, place.start);
      return place.head ?? place.start;
    }
    const entries: TreeEntry[] = [];
    // One after the other: GitHub counts writes that come at once against a limit of their own.
    for (const [path, content] of changed)
      entries.push(content === null ? { path, gone: true } : await entryOf(path, content));
    const tree = await git.writeTree(snapshot.tree, entries);
    const sha = await git.writeCommit(request.message, tree, place.parents);
    await move(place, sha);
    landed = sha;
    return sha;
  }

  async function entryOf(path: string, content: Uint8Array): Promise<TreeEntry> {
    const sha = blobSha(content);
    const text = inlineText(content);
    if (text !== null) return { path, text };
    if (!kept.has(sha)) await git.writeBlob(content);
    kept.set(sha, content);
    return { path, sha };
  }

  async function move(place: Place, sha: string): Promise<void> {
    try {
      if (place.head === null) await git.createBranch(place.branch, sha);
      else await git.moveBranch(place.branch, sha);
    } catch (error) {
      if (isLostAnswer(error)) doubtful.push(sha);
      throw error;
    }
  }

  /** A move whose answer was lost may have been made: then this run has published. */
  async function findLanded(head: string | null): Promise<void> {
    if (head === null || landed !== null) return;
    for (const sha of doubtful) if (sha === head || (await git.contains(head, sha))) landed = sha;
  }

  async function attempt() {
    target ??= await git.defaultBranch();
    const place = await findPlace(git, target, mode);
    await findLanded(place.head);
    const head = landed ?? (await commit(place));
    const pullRequest =
      place.pullRequest ??
      (place.into !== null && (landed !== null || place.isAhead)
        ? await propose(git, place.branch, place.into, request.message)
        : null);
    return { commit: head, committed: landed !== null, branch: place.branch, pullRequest };
  }

  const name = options.branch ?? "the default branch";
  const { result, attempts } = await withAttempts(attempt, name, policy, timing);
  return { ...result, attempts, requests: git.requests() };
}

/** What this run changed and the branch has otherwise. */
function changedFiles(files: Files, branch: Snapshot, base: Snapshot | null) {
  return [...files].filter(([path, content]) => {
    if (content === null) return branch.blobs.has(path);
    const sha = blobSha(content);
    return sha !== branch.blobs.get(path) && sha !== base?.blobs.get(path);
  });
}

async function snapshotOfBase(
  git: Git,
  base: string | null,
  branch: Snapshot,
): Promise<Snapshot | null> {
  if (base === null) return null;
  if (base === branch.commit) return branch;
  try {
    return await git.snapshot(base, REPORTS);
  } catch (error) {
    // A commit that is not, or no longer, in this repository.
    if (isNotFound(error) || replyOf(error)?.status === 422) return null;
    throw error;
  }
}

const viewOf = (
  git: Git,
  { blobs }: Snapshot,
  base: Snapshot | null,
  kept: Map<string, Uint8Array>,
): BranchView => ({
  has: (path) => blobs.has(path),
  holds: (path, content) => blobs.get(path) === blobSha(content),
  wasThere: (path, content) => base?.blobs.get(path) === blobSha(content),
  paths: () => [...blobs.keys()].sort(),
  async read(path) {
    const sha = blobs.get(path);
    if (sha === undefined) return null;
    const content = kept.get(sha) ?? (await git.readBlob(sha));
    kept.set(sha, content);
    return Buffer.from(content).toString("utf8");
  },
});

const PROPOSAL =
  "Written by the publish-reports action. Runs that come before this is merged add their commits to it; merging it publishes the reports.";

async function propose(git: Git, from: string, into: string, message: string) {
  const title = message.split("\n", 1)[0]?.slice(0, 200) ?? "";
  if (title === "") throw new UserError("A pull request needs a message, which is its title.");
  return git.openPullRequest(from, into, title, PROPOSAL);
}
