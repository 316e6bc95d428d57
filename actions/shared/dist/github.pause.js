import { context } from "./npm.actions.github.lib.context.js";
import { UserError } from "./every-action.js";
import { REAL_TIMING } from "./github.attempts.js";
import { openGit } from "./github.git.js";
import { replyOf, troubleOf } from "./github.trouble.js";

/** The repository variable that stops all writing, and the branch that does the same to what runs already. */
const PAUSE = "OPS_PAUSED";
const ATTEMPTS = 5;
const FIRST_WAIT_MS = 2e3;
/**
* Throws a UserError while writing is paused. GitHub does not say when a job learns of a variable that was changed since
* its run began, and a workflow's token cannot ask for one: so a branch is asked for, which it can, as each job begins
* (docs/adr/0017-pausing.md). Where GitHub does not answer it is not known, and nothing is written either.
*/
async function refuseWhilePaused(question) {
	const { paused = "", token } = question;
	if (paused !== "" && paused !== "false") throw refusal(`the repository variable ${PAUSE} says ${JSON.stringify(paused)}`);
	if (token !== void 0 && await isBranchThere({
		...question,
		token
	})) throw refusal(`there is a branch ${PAUSE}`);
}
/** The same of the repository that this workflow runs in. */
const heedPause = (asked) => refuseWhilePaused({
	...context.repo,
	...asked,
	timing: REAL_TIMING
});
const refusal = (why) => new UserError(`Writing is paused: ${why}. Nothing was written by this job. Once that is gone, run this job again.`);
async function isBranchThere({ timing, ...connection }) {
	const git = openGit(connection);
	for (let attempt = 1;; attempt++) try {
		return await git.head(PAUSE) !== null;
	} catch (error) {
		const trouble = troubleOf(error, PAUSE, timing.now());
		if (trouble.kind === "final") throw unknown(error);
		if (attempt === ATTEMPTS) throw new Error(`Whether writing is paused by a branch ${PAUSE} could not be read in ${attempt} attempts. Nothing was written by this job; run it again.`, { cause: error });
		const asked = trouble.kind === "again" ? trouble.waitMs ?? 0 : 0;
		await timing.wait(asked + FIRST_WAIT_MS * 2 ** (attempt - 1));
	}
}
function unknown(cause) {
	if (![401, 403].includes(replyOf(cause)?.status ?? 0)) return cause;
	return new UserError(`Whether writing is paused by a branch ${PAUSE} cannot be read: the job needs permissions contents: read. Nothing was written by this job. GitHub says`, { cause });
}

export { heedPause };