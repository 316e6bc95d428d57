const isShow = ({ title }) => title.endsWith("(dry run)");
/** The repairs of an environment; those that only plan are none. */
const ownRuns = (runs, environment) => runs.filter((run) => run.title.startsWith(`Backfill ${environment}:`) && !isShow(run));
/** Who asked for a run: the title says for whom a bot started it. Null where nobody knows. */
function askerOf({ title, by }) {
	if (by !== null && !by.endsWith("[bot]")) return by;
	const [, login] = /\sasked by ([A-Za-z0-9_-]{1,39})(?=\s|$)/.exec(title) ?? [];
	return login ?? by;
}
/** The issue that a run is for; null for none. */
function issueOf({ title }) {
	const [, number] = /(?:^|\s)issue #([1-9]\d{0,8})(?=\s|$)/.exec(title) ?? [];
	return number === void 0 ? null : Number(number);
}
/**
* The repairs for an issue that have not ended, or the one of them that is named: by the number of its workflow run, by
* the repair that it goes on with, or by the repair that the issue was told of last (`last`).
*/
function runsOfIssue(runs, { environment, issue }, named, last) {
	const own = ownRuns(runs, environment).filter((run) => issueOf(run) === issue);
	if (named === null) return own;
	const isNamed = (run) => String(run.id) === named || run.title.split(/\s+/).includes(named);
	const found = own.filter(isNamed);
	return found.length > 0 || named !== last ? found : own.filter(({ status, title }) => status === "in_progress" && !/(?<!\sby)\sb-\S/.test(title));
}
/**
* Whether a run does what is asked for: it goes on with the same run, or is for the same issue and has not begun. A
* second one beside it would wait for the same turn, or for the same person.
*/
function sameStart(run, asked) {
	if (asked["dry-run"] !== void 0 || ownRuns([run], asked.environment).length === 0) return false;
	const words = run.title.split(/\s+/);
	if (asked.resume !== void 0 && words.includes(asked.resume)) return true;
	return asked.issue !== void 0 && issueOf(run) === Number(asked.issue) && run.status !== "in_progress";
}

export { askerOf, issueOf, ownRuns, runsOfIssue, sameStart };