import { UserError, errorMessage, int, object, string, unknown } from "./every-action.js";
import { datetime } from "./pipeline.readings.js";
import { readCommand } from "./issues.command.command.js";
import { REFUSAL, UNCONFIRMED } from "./issues.command.start.js";

const person = object({
	login: string(),
	type: string()
});
/** The parts of GitHub's issue_comment event that decide anything. author_association is none: it is not a permission. */
const EventSchema = object({
	action: string(),
	issue: object({
		number: int().positive(),
		state: string(),
		user: person,
		pull_request: unknown().optional()
	}),
	comment: object({
		id: int().positive(),
		body: string(),
		user: person,
		/** The app that wrote it on behalf of a person; absent or null where the person did. */
		performed_via_github_app: object({ slug: string() }).nullish(),
		created_at: datetime()
	})
});
/** Throws a UserError for an event of another kind. */
function readCommentEvent(payload) {
	const { data } = EventSchema.safeParse(payload);
	if (data === void 0) throw new UserError("The event is no comment on an issue: run this on issue_comment, created.");
	const { action, issue, comment } = data;
	return {
		isNew: action === "created",
		issue: {
			number: issue.number,
			isOpen: issue.state === "open",
			author: issue.user.login,
			isPullRequest: issue.pull_request !== void 0 && issue.pull_request !== null
		},
		comment: {
			id: comment.id,
			body: comment.body,
			author: comment.user.login,
			isPerson: comment.user.type === "User",
			app: comment.performed_via_github_app == null ? null : `${comment.performed_via_github_app.slug}[bot]`,
			createdAt: new Date(comment.created_at)
		}
	};
}

/** Why a comment is not for us at all; null where it may be. */
function ignoredBecause({ isNew, issue, comment }, identity) {
	if (!isNew) return "Only new comments are commands.";
	if (issue.isPullRequest) return "It is a pull request.";
	if (!issue.isOpen) return "The issue is closed.";
	if (issue.author.toLowerCase() !== identity.toLowerCase()) return "The issue is not ours.";
	return comment.isPerson ? null : "The comment was not written by a person.";
}
/**
* Why a comment is no command that may be carried out; null where it is one. Costs one request at most, says nothing, and
* throws where GitHub does not say what the author may do: strangers are to cost no more.
*/
async function mayCommand(event, identity, people) {
	const notForUs = ignoredBecause(event, identity);
	if (notForUs !== null) return notForUs;
	if (readCommand(event.comment.body).status === "none") return "The first line is no command.";
	const permission = await people.permission(event.comment.author);
	return mayWrite(permission) ? null : notAllowed(permission);
}
const mayWrite = (permission) => permission === "admin" || permission === "write";
const notAllowed = (permission) => `The author's permission is ${permission}; write is needed.`;
/** Whether another app than ours wrote it, in the name of a person who need not have seen it. */
const isOfAnotherApp = ({ comment }, identity) => comment.app !== null && comment.app.toLowerCase() !== identity.toLowerCase();
/** Why the author may give no commands, after saying so; null where they may. */
async function barredBecause({ event }, { people, tracker }) {
	const { issue, comment } = event;
	let permission;
	try {
		permission = await people.permission(comment.author);
	} catch (error) {
		await people.react(comment.id, "confused");
		await tracker.comment(issue.number, "command-unconfirmed", UNCONFIRMED);
		return `What the author may do could not be read: ${errorMessage(error)}`;
	}
	if (mayWrite(permission)) return null;
	await people.react(comment.id, "-1");
	await tracker.comment(issue.number, "command-refused", REFUSAL);
	return notAllowed(permission);
}

export { barredBecause, ignoredBecause, isOfAnotherApp, mayCommand, readCommentEvent };