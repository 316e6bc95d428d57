import { UserError } from "./every-action.js";
import { isWrittenBy } from "./github.issues.target.js";
import { readMarker } from "./issues.marker.js";

/**
* What a repair started from an issue selects. Throws a UserError for an issue that is not ours, whatever it says, and
* for one of another environment.
*/
async function issueTarget({ issue, environment, identity }, reader) {
	const read = await reader.read(issue);
	const { body } = read;
	if (read.isPullRequest) throw new UserError(`#${issue} is a pull request; name an issue.`);
	if (!isWrittenBy(identity, read)) throw new UserError(`Issue #${issue} was not written by ${identity}, so nothing is repaired because of it. Say the dates and tables instead, or name the app that writes the issues by OPS_IDENTITY.`);
	const target = readMarker(body);
	if (target === null) throw new UserError(`Issue #${issue} does not say which cells it is about: its hidden marker is missing or was changed. Say the dates and tables instead.`);
	if (target.environment !== environment) throw new UserError(`Issue #${issue} is about ${target.environment}, and ${environment} is asked for; start it with environment ${target.environment}.`);
	return target;
}

export { issueTarget };