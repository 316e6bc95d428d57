import { context } from "@actions/github";
import { UserError } from "../errors.ts";
import { REAL_TIMING, type Timing } from "./attempts.ts";
import { openGit, type Repository } from "./git.ts";
import { replyOf, troubleOf } from "./trouble.ts";

/** The repository variable that stops all writing, and the branch that does the same to what runs already. */
const PAUSE = "OPS_PAUSED";
const ATTEMPTS = 5;
const FIRST_WAIT_MS = 2_000;

export type PauseQuestion = Repository & {
  /** What the variable said when the job was made; anything but "false" or nothing pauses. */
  readonly paused?: string | undefined;
  /** May read contents; without one the branch is not asked for. */
  readonly token?: string | undefined;
  readonly apiUrl?: string | undefined;
  readonly timing: Timing;
};

/**
 * Throws a UserError while writing is paused. GitHub does not say when a job learns of a variable that was changed since
 * its run began, and a workflow's token cannot ask for one: so a branch is asked for, which it can, as each job begins
 * (docs/adr/0017-pausing.md). Where GitHub does not answer it is not known, and nothing is written either.
 */
export async function refuseWhilePaused(question: PauseQuestion): Promise<void> {
  const { paused = "", token } = question;
  if (paused !== "" && paused !== "false")
    throw refusal(`the repository variable ${PAUSE} says ${JSON.stringify(paused)}`);
  if (token !== undefined && (await isBranchThere({ ...question, token })))
    throw refusal(`there is a branch ${PAUSE}`);
}

/** The same of the repository that this workflow runs in. */
export const heedPause = (asked: Pick<PauseQuestion, "paused" | "token">): Promise<void> =>
  refuseWhilePaused({ ...context.repo, ...asked, timing: REAL_TIMING });

const refusal = (why: string): UserError =>
  new UserError(
    `Writing is paused: ${why}. Nothing was written by this job. Once that is gone, run this job again.`,
  );

async function isBranchThere({
  timing,
  ...connection
}: PauseQuestion & { readonly token: string }): Promise<boolean> {
  const git = openGit(connection);
  for (let attempt = 1; ; attempt++) {
    try {
      return (await git.head(PAUSE)) !== null;
    } catch (error) {
      const trouble = troubleOf(error, PAUSE, timing.now());
      if (trouble.kind === "final") throw unknown(error);
      if (attempt === ATTEMPTS)
        throw new Error(
          `Whether writing is paused by a branch ${PAUSE} could not be read in ${attempt} attempts. Nothing was written by this job; run it again.`,
          { cause: error },
        );
      const asked = trouble.kind === "again" ? (trouble.waitMs ?? 0) : 0;
      await timing.wait(asked + FIRST_WAIT_MS * 2 ** (attempt - 1));
    }
  }
}

function unknown(cause: unknown): unknown {
  if (![401, 403].includes(replyOf(cause)?.status ?? 0)) return cause;
  return new UserError(
    `Whether writing is paused by a branch ${PAUSE} cannot be read: the job needs permissions contents: read. Nothing was written by this job. GitHub says`,
    { cause },
  );
}
