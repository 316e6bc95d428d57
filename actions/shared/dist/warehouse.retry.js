import { require_promises$1 as require_promises } from "./node-builtins.js";
import { pRetry } from "./npm.is-network-error.index.js";
import { RefusedWriteError } from "./warehouse.content.js";

var import_promises = require_promises();
/** Carries an adapter's or a producer's judgement of its own error. */
var AdvisedError = class extends Error {
	name = "AdvisedError";
	advice;
	constructor(message, advice, options) {
		super(message, options);
		this.advice = advice;
	}
};
/** An error that says nothing about itself is not tried again: most are the statement's own fault. */
function adviceOf(error) {
	if (error instanceof RefusedWriteError) return { kind: "never" };
	for (let at = error; at instanceof Error; at = at.cause) if (at instanceof AdvisedError) return at.advice;
	return { kind: "never" };
}
const DEFAULT_RETRY = {
	retries: 4,
	minWaitMs: 1e3,
	maxWaitMs: 32e3
};
/**
* Repeats what fails in the class of seconds, with exponential backoff and jitter. The signal ends the waiting; work
* that came to its end all the same has its result.
*/
async function withRetries(work, policy, signal) {
	let finished;
	try {
		return await pRetry(async () => {
			finished = { result: await work() };
			return finished.result;
		}, {
			retries: policy.retries,
			minTimeout: policy.minWaitMs,
			maxTimeout: policy.maxWaitMs,
			factor: 2,
			randomize: true,
			signal,
			shouldRetry: async ({ error }) => {
				const advice = adviceOf(error);
				if (advice.kind !== "seconds") return false;
				if (advice.waitMs !== void 0) await (0, import_promises.setTimeout)(advice.waitMs, void 0, { signal });
				return true;
			}
		});
	} catch (error) {
		if (finished !== void 0) return finished.result;
		throw error;
	}
}

export { AdvisedError, DEFAULT_RETRY, adviceOf, withRetries };