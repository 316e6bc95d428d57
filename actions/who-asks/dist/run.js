import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { openPeople } from "../../shared/dist/github.people.js";
import { mayCommand, readCommentEvent } from "../../shared/dist/issues.command.event.js";

/** Whether a comment is a command of somebody who may give one: one request at most, and nothing is written. */
async function whoAsks({ token, identity }) {
	const event = readCommentEvent(context.payload);
	const barred = await mayCommand(event, identity, openPeople({
		...context.repo,
		token
	}));
	return {
		outputs: { allowed: String(barred === null) },
		summary: `${barred ?? "A command of somebody who can write to the repository."}\n`,
		failure: null
	};
}

export { whoAsks };