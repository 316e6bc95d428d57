import { require_promises$1 as require_promises } from "./node-builtins.js";
import { pRetry } from "./npm.is-network-error.index.js";
import { troubleOf } from "./github.trouble.js";

var import_promises = require_promises();
/** Some 20 publishers at once come through; a lone one never waits. An attempt takes GitHub about a second. */
const DEFAULT_ATTEMPTS = {
	attempts: 12,
	firstWaitMs: 4e3,
	maxWaitMs: 6e4
};
/**
* Repeats a whole attempt after a conflict or a lost answer, and throws what troubleOf makes of anything else. The wait
* is anywhere up to its limit, because publishers that started together would otherwise meet again and again.
*/
async function withAttempts(attempt, branch, policy, { now, wait, random }) {
	let attempts = 0;
	let trouble;
	try {
		return {
			result: await pRetry(async (attemptNumber) => {
				attempts = attemptNumber;
				return await attempt();
			}, {
				retries: policy.attempts - 1,
				minTimeout: 0,
				shouldRetry: () => trouble?.kind !== "final",
				onFailedAttempt: async ({ error, attemptNumber, retriesLeft }) => {
					trouble = troubleOf(error, branch, now());
					if (trouble.kind === "final" || retriesLeft === 0) return;
					const limit = Math.min(policy.maxWaitMs, policy.firstWaitMs * 2 ** (attemptNumber - 1));
					await wait((trouble.kind === "again" ? trouble.waitMs ?? 0 : 0) + random() * limit);
				}
			}),
			attempts
		};
	} catch (error) {
		if (trouble?.kind === "final") throw trouble.error;
		const why = trouble?.kind === "conflict" ? "others kept moving the branch" : "GitHub did not answer as it should";
		throw new Error(`The reports were not published to ${branch} in ${attempts} attempts: ${why}. Run this job again; nothing is published twice.`, { cause: error });
	}
}
/** For the entries. */
const REAL_TIMING = {
	now: () => /* @__PURE__ */ new Date(),
	wait: async (ms) => void await (0, import_promises.setTimeout)(ms),
	random: Math.random
};

export { DEFAULT_ATTEMPTS, REAL_TIMING, withAttempts };