import { UserError } from "../../errors.ts";
import { type IssueReader, isWrittenBy } from "../../github/issues/target.ts";
import type { People } from "../../github/people.ts";
import type { Approver } from "../../issues/command/held.ts";
import { readCommand } from "../../issues/command/read-command.ts";
import { readMarker } from "../../issues/marker.ts";

export type ApproverAsked = {
  /** GitHub's number of the comment. */
  readonly comment: number;
  readonly environment: string;
  readonly identity: string;
};

/**
 * What a comment approves, read from GitHub by whoever acts on it: a start by hand can name any comment. Throws a UserError
 * for one that approves nothing.
 */
export async function readApprover(
  { comment: id, environment, identity }: ApproverAsked,
  people: Pick<People, "comment" | "permission" | "isEdited">,
  reader: Pick<IssueReader, "read">,
): Promise<Approver & { readonly run: string }> {
  const refuse = (why: string) =>
    new UserError(`Comment ${id} approves nothing: ${why}. Nothing was begun.`);
  const comment = await people.comment(id);
  if (comment === null) throw refuse("it is not there");
  const { author, issue, isPerson, app } = comment;
  if (issue === null) throw refuse("it stands on no issue");
  if (!isPerson || (app !== null && app !== identity)) throw refuse("no person wrote it");
  const read = readCommand(comment.body);
  if (read.status !== "command" || read.command.kind !== "approve")
    throw refuse("its first line is no /approve");
  const place = await reader.read(issue);
  if (!isWrittenBy(identity, place)) throw refuse(`issue #${issue} was not written by ${identity}`);
  const target = readMarker(place.body);
  if (target?.environment !== environment)
    throw refuse(`issue #${issue} is not about ${environment}`);
  // Whoever may write can change what another person wrote, under that person's name.
  if (await people.isEdited(comment.node)) throw refuse("it was edited after it was written");
  const permission = await people.permission(author);
  if (permission !== "admin" && permission !== "write")
    throw refuse(`${author} has the permission ${permission}, and write is needed`);
  const { run, plan } = read.command;
  return { by: author, plan, run };
}
