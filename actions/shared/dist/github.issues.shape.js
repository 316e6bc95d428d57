/** Whether the issue is of this repository: one that was transferred is answered from its new one, where others write. */
const isOf = ({ repository_url: url }, { owner, repo }) => url?.toLowerCase().endsWith(`/repos/${owner}/${repo}`.toLowerCase()) !== false;
/** Logins are the same in any case. */
const byLogin = (identity) => (login) => login?.toLowerCase() === identity.toLowerCase();
/** Null for what somebody else wrote, and for a pull request. */
function ownIssue(issue, isOurs) {
	if (!isOurs(issue.user?.login) || issue.pull_request !== void 0) return null;
	const isOpen = issue.state === "open";
	const closedAs = issue.state_reason === "completed" || issue.state_reason === "not_planned" ? issue.state_reason : null;
	return {
		number: issue.number,
		url: issue.html_url,
		title: issue.title,
		body: (issue.body ?? "").replaceAll("\r\n", "\n"),
		isOpen,
		isLocked: issue.locked === true,
		closedAs: isOpen ? null : closedAs,
		closedAt: isOpen ? null : issue.closed_at ?? null,
		labels: issue.labels.flatMap((label) => typeof label === "string" ? [label] : label.name ?? []),
		assignees: (issue.assignees ?? []).map(({ login }) => login)
	};
}
const stateOf = (state) => state === "open" ? { state: "open" } : {
	state: "closed",
	state_reason: state
};

export { byLogin, isOf, ownIssue, stateOf };