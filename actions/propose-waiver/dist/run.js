import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { REAL_TIMING } from "../../shared/dist/github.attempts.js";
import { openGit } from "../../shared/dist/github.git.js";
import { openIssueTracker } from "../../shared/dist/github.agreed.js";
import { openPeople } from "../../shared/dist/github.people.js";
import { openWorkflows } from "../../shared/dist/github.workflows.js";
import { declaredAlready, proposedOutputs, readProposal, renderProposal, renderProposed } from "../../shared/dist/issues.command.proposal.js";
import { UserError, errorMessage } from "../../shared/dist/every-action.js";
import { isLostAnswer, troubleOf } from "../../shared/dist/github.trouble.js";
import { readCommand } from "../../shared/dist/issues.command.command.js";
import { require__node_util } from "../../shared/dist/node-builtins.js";
import { parsePipeline, require_dist } from "../../shared/dist/jobs.shared.open.js";
import { renderAnswer } from "../../shared/dist/issues.command.start.js";

var import__node_util = require__node_util();
var import_dist = require_dist();
/**
* The text of a pipeline with one more waiver at the end of its list: every other byte stays as it is, comments too.
* Throws a UserError where the result would not be that pipeline with that waiver, or no valid one.
*/
function addWaiver(text, file, waiver) {
	parsePipeline(text, file);
	const added = inserted(text, file, waiver);
	const [before, after] = [readPlainly(text), readPlainly(added)];
	const expected = {
		...before,
		waivers: [...before.waivers ?? [], plain(waiver)]
	};
	if (!(0, import__node_util.isDeepStrictEqual)(after, expected)) throw new UserError(`${file}: the waiver cannot be added without changing more; add it to waivers by hand.`);
	parsePipeline(added, file);
	return added;
}
const readPlainly = (text) => (0, import_dist.parseDocument)(text).toJS();
/** Without the keys that are not given, in the order in which people write them. */
const plain = ({ games, dates, tables, environments, reason, expires }) => ({
	...games === void 0 ? {} : { games },
	...dates === void 0 ? {} : { dates },
	tables,
	environments,
	reason,
	expires
});
function inserted(text, file, waiver) {
	const end = text.includes("\r\n") ? "\r\n" : "\n";
	const root = (0, import_dist.parseDocument)(text).contents;
	if (!(0, import_dist.isMap)(root)) throw new UserError(`${file} is not a mapping.`);
	const pair = root.items.find(({ key }) => (0, import_dist.isScalar)(key) && key.value === "waivers");
	const list = pair?.value;
	if (pair === void 0) return `${text}${text.endsWith("\n") ? "" : end}${end}waivers:${end}${item(waiver, "  ", end)}`;
	if ((0, import_dist.isSeq)(list) && list.items.length > 0 && list.flow !== true) return afterLast(text, list, waiver, end);
	const [from, to] = list?.range ?? [];
	if (from === void 0 || to === void 0 || (0, import_dist.isSeq)(list) && list.items.length > 0) throw new UserError(`${file}: waivers are written in one line; write them as a list, a waiver an entry.`);
	const rest = text.slice(to).replace(/^[ \t]*\r?\n?/, "");
	return `${text.slice(0, from).trimEnd()}${end}${item(waiver, "  ", end)}${rest}`;
}
function afterLast(text, list, waiver, end) {
	const last = list.items.at(-1);
	const first = list.items[0];
	const start = text.lastIndexOf("\n", first.range?.[0] ?? 0) + 1;
	const indent = /^[ \t]*/.exec(text.slice(start))?.[0] ?? "";
	const until = last.range?.[1] ?? text.length;
	const newline = text[until - 1] === "\n" ? until - 1 : text.indexOf("\n", until);
	if (newline === -1) return `${text}${end}${item(waiver, indent, end)}`;
	const at = newline + 1;
	return `${text.slice(0, at)}${item(waiver, indent, end)}${text.slice(at)}`;
}
/** The entry as it is written beside the others: lists in one line. */
function item(waiver, indent, end) {
	return Object.entries(plain(waiver)).map(([key, value]) => `${key}: ${typeof value === "string" ? scalar(value) : flow(value)}`).map((line, at) => `${indent}${at === 0 ? "- " : "  "}${line}${end}`).join("");
}
/** Quoted where YAML would read something else: ids of games keep their zeros. */
const scalar = (text) => (0, import_dist.stringify)(text, { lineWidth: 0 }).trimEnd();
const flow = (values) => `[${values.map(flowScalar).join(", ")}]`;
/** Within brackets, commas and brackets would end a word: a list of one says how it is to be quoted. */
const flowScalar = (value) => (0, import_dist.stringify)([value], {
	lineWidth: 0,
	collectionStyle: "flow",
	flowCollectionPadding: false
}).trimEnd().slice(1, -1);

/** Opens the pull request with the waiver, once, has it checked, and answers on the issue. */
async function proposeWaiver(request, ports) {
	const { proposal } = request;
	const outcome = await explained(request, () => propose$1(request, ports));
	const read = readCommand(proposal.command);
	const command = read.status === "command" ? read.command : null;
	const text = renderAnswer(proposal.comment, command, {
		kind: "proposed",
		proposal,
		outcome
	});
	await ports.tracker.comment(proposal.issue, `command-${proposal.comment}`, text);
	await ports.people.react(proposal.comment, outcome.status === "closed" ? "confused" : "rocket");
	return outcome;
}
async function propose$1(request, ports) {
	const { proposal, pipeline: file } = request;
	const { git } = ports;
	const base = await git.defaultBranch();
	const head = await git.head(base);
	if (head === null) throw new Error(`The branch ${base} is not there.`);
	const snapshot = await git.snapshot(head, folderOf(file));
	const text = await textOn(git, snapshot, file);
	if (text === null) throw new Error(`${file} is not on ${base}.`);
	const { waivers } = parsePipeline(text, file);
	const declared = declaredAlready(waivers, proposal);
	if (declared !== void 0) return {
		status: "declared",
		until: declared.expires
	};
	const { branch } = proposal;
	const existing = await git.newestPullRequest(branch, base);
	if (existing?.isOpen === true) return {
		status: "open",
		url: existing.url,
		checks: null
	};
	if (existing !== null) return {
		status: "closed",
		url: existing.url
	};
	const { title, body } = renderProposal(proposal);
	await prepareBranch(git, branch, title, file, addWaiver(text, file, proposal.waiver), snapshot);
	return {
		status: "opened",
		url: (await openOnce(git, branch, base, title, body)).url,
		checks: await check(request, branch, ports)
	};
}
/** The branch with the waiver, which an earlier attempt may have left: with another one, where the command was another. */
async function prepareBranch(git, branch, title, file, wanted, from) {
	const left = await git.head(branch);
	if (left !== null && await textOn(git, await git.snapshot(left, folderOf(file)), file) === wanted) return;
	const tree = await git.writeTree(from.tree, [{
		path: file,
		text: wanted
	}]);
	if (left === null) return await git.createBranch(branch, await git.writeCommit(title, tree, [from.commit]));
	await git.moveBranch(branch, await git.writeCommit(title, tree, [left, from.commit]));
}
const folderOf = (file) => file.slice(0, file.lastIndexOf("/"));
async function textOn(git, { blobs }, file) {
	const blob = blobs.get(file);
	return blob === void 0 ? null : Buffer.from(await git.readBlob(blob)).toString("utf8");
}
/** A lost answer may have opened it: it is looked up, and not sent again. */
async function openOnce(git, branch, base, title, body) {
	try {
		return await git.openPullRequest(branch, base, title, body);
	} catch (error) {
		const found = isLostAnswer(error) ? await git.newestPullRequest(branch, base) : null;
		if (found === null) throw error;
		return found;
	}
}
/** GitHub starts nothing for what a workflow's token pushed, so its checks are asked for. */
async function check({ checks }, branch, { workflows }) {
	try {
		return `Its checks were started: ${await workflows.dispatch(checks, branch, {}) ?? checks}`;
	} catch {
		return `Its checks could not be started; start ${checks} on its branch`;
	}
}
async function explained({ proposal, now }, work) {
	try {
		return await work();
	} catch (error) {
		const trouble = troubleOf(error, proposal.branch, now);
		if (trouble.kind === "final") throw trouble.error;
		throw new Error(`The pull request was not opened: ${errorMessage(error)}. Run this job again; nothing is proposed twice.`, { cause: error });
	}
}

/** Opens the pull request with the waiver that a command asks for. */
async function propose(inputs) {
	const { token, identity, proposal } = inputs;
	const connection = {
		...context.repo,
		token
	};
	const outcome = await proposeWaiver({
		...inputs,
		proposal: await readProposal(proposal),
		now: /* @__PURE__ */ new Date()
	}, {
		git: openGit(connection),
		tracker: openIssueTracker({
			...connection,
			identity,
			timing: REAL_TIMING
		}),
		people: openPeople(connection),
		workflows: openWorkflows(connection)
	});
	return {
		outputs: proposedOutputs(outcome),
		summary: renderProposed(outcome),
		failure: null
	};
}

export { propose };