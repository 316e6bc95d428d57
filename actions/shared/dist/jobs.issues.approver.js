import { UserError } from "./every-action.js";
import { isWrittenBy } from "./github.issues.target.js";
import { readCommand } from "./issues.command.command.js";
import { readMarker } from "./issues.marker.js";

/**
* What a comment approves, read from GitHub by whoever acts on it: a start by hand can name any comment. Throws a UserError
* for one that approves nothing.
*/
async function readApprover({ comment: id, environment, identity }, people, reader) {
	const refuse = (why) => new UserError(`Comment ${id} approves nothing: ${why}. Nothing was begun.`);
	const comment = await people.comment(id);
	if (comment === null) throw refuse("it is not there");
	const { author, issue, isPerson, app } = comment;
	if (issue === null) throw refuse("it stands on no issue");
	if (!isPerson || app !== null && app !== identity) throw refuse("no person wrote it");
	const read = readCommand(comment.body);
	if (read.status !== "command" || read.command.kind !== "approve") throw refuse("its first line is no /approve");
	const place = await reader.read(issue);
	if (!isWrittenBy(identity, place)) throw refuse(`issue #${issue} was not written by ${identity}`);
	if (readMarker(place.body)?.environment !== environment) throw refuse(`issue #${issue} is not about ${environment}`);
	if (await people.isEdited(comment.node)) throw refuse("it was edited after it was written");
	const permission = await people.permission(author);
	if (permission !== "admin" && permission !== "write") throw refuse(`${author} has the permission ${permission}, and write is needed`);
	const { run, plan } = read.command;
	return {
		by: author,
		plan,
		run
	};
}

export { readApprover };