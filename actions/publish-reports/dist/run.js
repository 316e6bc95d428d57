import { __toESM } from "../../shared/dist/rolldown-runtime.js";
import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { DEFAULT_ATTEMPTS, REAL_TIMING, withAttempts } from "../../shared/dist/github.attempts.js";
import { UserError, actionProgress } from "../../shared/dist/every-action.js";
import { openGit } from "../../shared/dist/github.git.js";
import { isLostAnswer, isNotFound, replyOf } from "../../shared/dist/github.trouble.js";
import { require__node_buffer, require__node_crypto, require__node_path, require_promises } from "../../shared/dist/node-builtins.js";
import { RunRecordSchema } from "../../shared/dist/findings.assess.gate.js";
import { recordedAverage } from "../../shared/dist/grid.slice.js";
import { HISTORIES, isCopyOf } from "../../shared/dist/jobs.reports.old-layout.js";
import { folderOf } from "../../shared/dist/jobs.reports.report-place.js";
import { latestIn, renderEnvironmentsIndex } from "../../shared/dist/render.reports.environments-index.js";
import { quoted } from "../../shared/dist/render.text.markdown.js";

var import__node_buffer = require__node_buffer();
var import__node_crypto = /* @__PURE__ */ __toESM(require__node_crypto(), 1);
/** The name that git gives a content, worked out here: what the repository already has need not be sent. */
const blobSha = (content) => (0, import__node_crypto.createHash)("sha1").update(`blob ${content.byteLength}\0`).update(content).digest("hex");
/** Above it a file goes by a request of its own, to keep the one with the whole tree small. */
const MAX_INLINE_BYTES = 262144;
/**
* The text to send within the tree, or null for what a JSON string might not carry unharmed (no UTF-8, control characters,
* nothing at all): that goes as base64, in a request of its own.
*/
function inlineText(content) {
	if (content.byteLength === 0 || content.byteLength > MAX_INLINE_BYTES || !(0, import__node_buffer.isUtf8)(content)) return null;
	const text = Buffer.from(content).toString("utf8");
	return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/.test(text) ? null : text;
}

/** The one folder that reports may be written to. */
const REPORTS = "reports";
const NAME = "[A-Za-z0-9_][A-Za-z0-9._=+-]*";
const ALLOWED = new RegExp(`^${REPORTS}/(?:${NAME}/)*${NAME}\\.(?:md|csv|json|jsonl|svg)$`);
const MAX_PATH_LENGTH = 240;
const MAX_FILE_BYTES = 20 * 1024 ** 2;
const MAX_FILES = 2e3;
/** What google-github-actions/auth leaves in a workspace. */
const CREDENTIALS = /(?:^|\/)gha-creds-/;
/** Throws for the first file that is no report: one that does not belong there is not left out in silence. */
function checkReportFiles(files) {
	if (files.size > MAX_FILES) throw new UserError(`There are ${files.size} reports to publish; the limit is ${MAX_FILES}.`);
	for (const [path, content] of files) {
		const byteLength = content?.byteLength ?? 0;
		if (!ALLOWED.test(path) || CREDENTIALS.test(path) || path.length > MAX_PATH_LENGTH) throw new UserError(`${JSON.stringify(path)} may not be published: reports are .md, .csv, .json, .jsonl and .svg files with plain names under ${REPORTS}/. Nothing was published.`);
		if (byteLength > MAX_FILE_BYTES) throw new UserError(`${path} has ${byteLength} bytes; the limit is ${MAX_FILE_BYTES}. Nothing was published.`);
	}
}

const findPlace = (git, target, mode) => mode === "commit" ? onBranch(git, target) : onOwnBranch(git, target);
async function onBranch(git, branch) {
	const head = await git.head(branch);
	const start = head ?? await newestOfDefault(git, branch);
	return {
		branch,
		head,
		start,
		parents: [start],
		into: null,
		pullRequest: null,
		isAhead: false
	};
}
async function newestOfDefault(git, missing) {
	const name = await git.defaultBranch();
	const head = name === missing ? null : await git.head(name);
	if (head === null) throw new UserError(`The repository has no branch ${name} yet; push a first commit.`);
	return head;
}
/**
* A branch of our own for each target, with one pull request at a time. While it is open, commits are added to it. Once
* it is merged or closed, what is left of its branch is decided: the next commit has the target's files, and both as
* parents, so that the branch moves on without force.
*/
async function onOwnBranch(git, target) {
	const branch = `reports-into-${target}`;
	const into = target;
	const targetHead = await git.head(target);
	if (targetHead === null) throw new UserError(`There is no branch ${target} to open a pull request into; create it, or publish with mode commit.`);
	const head = await git.head(branch);
	if (head === null) return {
		branch,
		head,
		start: targetHead,
		parents: [targetHead],
		into,
		pullRequest: null,
		isAhead: false
	};
	const newest = await git.newestPullRequest(branch, target);
	if (newest?.isOpen === true) {
		const pullRequest = {
			number: newest.number,
			url: newest.url
		};
		return {
			branch,
			head,
			start: head,
			parents: [head],
			into,
			pullRequest,
			isAhead: true
		};
	}
	const isDecided = newest?.head === head || await git.contains(targetHead, head);
	return {
		branch,
		head,
		start: isDecided ? targetHead : head,
		parents: isDecided ? [head, targetHead] : [head],
		into,
		pullRequest: null,
		isAhead: !isDecided
	};
}

/** Commits through GitHub's REST git data API: as one commit, signed by GitHub, on nothing but the newest head. */
function openReportStore(options) {
	return { publish: (request) => publish$1(openGit(options), options, request) };
}
async function publish$1(git, options, request) {
	const { mode, timing, policy = DEFAULT_ATTEMPTS } = options;
	const kept = /* @__PURE__ */ new Map();
	const doubtful = [];
	let target = options.branch;
	let base;
	let landed = null;
	async function commit(place) {
		const snapshot = await git.snapshot(place.start, REPORTS);
		base = base === void 0 ? await snapshotOfBase(git, request.base, snapshot) : base;
		const files = await request.files(viewOf(git, snapshot, kept));
		checkReportFiles(files);
		const changed = changedFiles(files, snapshot, base);
		if (changed.length === 0) {
			if (place.head === null && place.into === null) await git.createBranch(place.branch, place.start);
			return place.head ?? place.start;
		}
		const entries = [];
		for (const [path, content] of changed) entries.push(content === null ? {
			path,
			gone: true
		} : await entryOf(path, content));
		const tree = await git.writeTree(snapshot.tree, entries);
		const sha = await git.writeCommit(request.message, tree, place.parents);
		await move(place, sha);
		landed = sha;
		return sha;
	}
	async function entryOf(path, content) {
		const sha = blobSha(content);
		const text = inlineText(content);
		if (text !== null) return {
			path,
			text
		};
		if (!kept.has(sha)) await git.writeBlob(content);
		kept.set(sha, content);
		return {
			path,
			sha
		};
	}
	async function move(place, sha) {
		try {
			if (place.head === null) await git.createBranch(place.branch, sha);
			else await git.moveBranch(place.branch, sha);
		} catch (error) {
			if (isLostAnswer(error)) doubtful.push(sha);
			throw error;
		}
	}
	/** A move whose answer was lost may have been made: then this run has published. */
	async function findLanded(head) {
		if (head === null || landed !== null) return;
		for (const sha of doubtful) if (sha === head || await git.contains(head, sha)) landed = sha;
	}
	async function attempt() {
		target ??= await git.defaultBranch();
		const place = await findPlace(git, target, mode);
		await findLanded(place.head);
		const head = landed ?? await commit(place);
		const pullRequest = place.pullRequest ?? (place.into !== null && (landed !== null || place.isAhead) ? await propose(git, place.branch, place.into, request.message) : null);
		return {
			commit: head,
			committed: landed !== null,
			branch: place.branch,
			pullRequest
		};
	}
	const name = options.branch ?? "the default branch";
	const { result, attempts } = await withAttempts(attempt, name, policy, timing);
	return {
		...result,
		attempts,
		requests: git.requests()
	};
}
/** What this run changed and the branch has otherwise. */
function changedFiles(files, branch, base) {
	return [...files].filter(([path, content]) => {
		if (content === null) return branch.blobs.has(path);
		const sha = blobSha(content);
		return sha !== branch.blobs.get(path) && sha !== base?.blobs.get(path);
	});
}
async function snapshotOfBase(git, base, branch) {
	if (base === null) return null;
	if (base === branch.commit) return branch;
	try {
		return await git.snapshot(base, REPORTS);
	} catch (error) {
		if (isNotFound(error) || replyOf(error)?.status === 422) return null;
		throw error;
	}
}
const viewOf = (git, { blobs }, kept) => ({
	has: (path) => blobs.has(path),
	paths: () => [...blobs.keys()].sort(),
	async read(path) {
		const sha = blobs.get(path);
		if (sha === void 0) return null;
		const content = kept.get(sha) ?? await git.readBlob(sha);
		kept.set(sha, content);
		return Buffer.from(content).toString("utf8");
	}
});
const PROPOSAL = "Written by the publish-reports action. Runs that come before this is merged add their commits to it; merging it publishes the reports.";
async function propose(git, from, into, message) {
	const title = message.split("\n", 1)[0]?.slice(0, 200) ?? "";
	if (title === "") throw new UserError("A pull request needs a message, which is its title.");
	return git.openPullRequest(from, into, title, PROPOSAL);
}

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
var import_promises = require_promises();
/**
* A branch may still have the reports of earlier versions, all in its root. Whoever reads there would take what is old
* for what is so: with its first reports an environment takes over what is its own (src/jobs/reports/old-layout.ts).
*/
async function leftInRoot(branch, environment, own, local) {
	const rows = /* @__PURE__ */ new Map();
	const files = /* @__PURE__ */ new Map();
	for (const [path, file] of HISTORIES) {
		const text = await branch.read(`${REPORTS}/${path}`);
		const { own: mine, others } = text === null ? {
			own: null,
			others: null
		} : file.split(text, environment);
		if (mine === null) continue;
		rows.set(path, mine);
		files.set(`${REPORTS}/${path}`, others === null ? null : Buffer.from(others));
	}
	const isOurs = isTakenOver(await branch.read(`${REPORTS}/latest/run.json`), local.get(`${own}/latest/run.json`), environment);
	for (const path of branch.paths()) {
		const inside = path.slice(REPORTS.length + 1);
		const [part = "", name = ""] = inside.split("/");
		const isTaken = local.has(`${own}/${inside}`);
		if (part === "latest" && isOurs || part === "handoffs" && isTaken && isCopyOf(name, environment) || part === "backfills" && isTaken) files.set(path, null);
	}
	return {
		rows,
		files
	};
}
/** Whether ours is in place of the newest record in the root; not where that is newer, for this run comes late then. */
function isTakenOver(inRoot, ours, environment) {
	if (inRoot === null || ours === void 0) return false;
	const [there, mine] = [latestIn(inRoot), latestIn(Buffer.from(ours).toString("utf8"))];
	if (there === null || mine === null || there.environment !== environment) return false;
	return Date.parse(there.asOf) <= Date.parse(mine.asOf);
}
/** README.md over all environments, as the branch will have them with these files. */
async function indexOn(branch, files) {
	const has = (path) => files.has(path) ? files.get(path) !== null : branch.has(path);
	const read = async (path) => {
		const content = files.get(path);
		if (content === null) return null;
		return content === void 0 ? branch.read(path) : Buffer.from(content).toString("utf8");
	};
	const records = new Set([...branch.paths(), ...files.keys()].filter((path) => /\/latest\/run\.json$/.test(path)));
	const found = [];
	for (const path of [...records].sort()) {
		const root = path.slice(0, -16);
		const folder = root.slice(REPORTS.length + 1);
		const text = folder.includes("/") ? null : await read(path);
		if (text === null) continue;
		found.push({
			folder,
			latest: latestIn(text),
			has: (file) => has(`${root}/${file}`)
		});
	}
	return renderEnvironmentsIndex(found);
}

/** Publishes the reports of one environment as one commit; the history is merged with the branch's, run by run. */
async function publishReports({ folder, environment, message, base }, store) {
	const all = await readReports(folder);
	checkReportFiles(all);
	const own = folderOf({
		out: REPORTS,
		name: environment
	});
	const local = new Map([...all].filter(([path]) => path.startsWith(`${own}/`)));
	if (local.size === 0) throw new UserError(`${folder} holds no reports of ${environment}; nothing was published.`);
	const record = recordOf(textOf(local, recordIn(own)));
	return store.publish({
		message: message ?? messageOf(record),
		base,
		files: (branch) => filesOn(branch, {
			local,
			own,
			environment,
			record
		})
	});
}
const recordIn = (own) => `${own}/latest/run.json`;
async function filesOn(branch, ours) {
	const { local, own, environment, record } = ours;
	const isLate = await isOutdated(record, own, branch);
	const files = new Map(isLate ? onlyNew(local, branch) : local);
	const left = await leftInRoot(branch, environment, own, local);
	for (const [path, file] of HISTORIES) {
		const [there, mine] = [await branch.read(`${own}/${path}`), textOf(local, `${own}/${path}`)];
		const [oldest, ...newer] = [
			left.rows.get(path) ?? null,
			there,
			mine
		].filter((part) => part !== null);
		if (oldest === void 0) continue;
		const merged = newer.reduce((text, part) => file.mergeAll(text, part), oldest);
		files.set(`${own}/${path}`, Buffer.from(merged));
	}
	for (const [path, content] of left.files) files.set(path, content);
	files.set(`${REPORTS}/README.md`, Buffer.from(await indexOn(branch, files)));
	return files;
}
/** A run that comes late, such as one that is repeated days after, must not put an old `latest` over a newer one. */
async function isOutdated(record, own, branch) {
	if (record === null) return false;
	const there = recordOf(await branch.read(recordIn(own)));
	return there !== null && there.environment === record.environment && Date.parse(there.asOf) > Date.parse(record.asOf);
}
const onlyNew = (local, branch) => new Map([...local].filter(([path]) => !branch.has(path)));
const textOf = (local, path) => {
	const content = local.get(path);
	return content === void 0 ? null : Buffer.from(content).toString("utf8");
};
/** Null for none, one of another version, or one that somebody broke. */
function recordOf(text) {
	if (text === null) return null;
	try {
		return RunRecordSchema.safeParse(JSON.parse(text)).data ?? null;
	} catch {
		return null;
	}
}
/** From a file that came with the reports: only words of our own go into a message, where "#1" or "@name" would act. */
function messageOf(record) {
	if (record === null || !/^[a-z][a-z0-9_-]{0,40}$/.test(record.environment)) return "Reports";
	const score = record.averageScore === null ? "no score" : `average ${recordedAverage(record)}`;
	return `Reports of ${record.environment}: training ${record.training}, ${score}`;
}
/** Every file of the folder by its path under `reports/`. A link or anything else that is no file stops it all. */
async function readReports(folder) {
	const found = /* @__PURE__ */ new Map();
	if (!(await (0, import_promises.lstat)(folder).catch((cause) => {
		throw new UserError(`The reports at ${folder} cannot be read`, { cause });
	})).isDirectory()) throw new UserError(`${folder} is not a folder of reports.`);
	const entries = await (0, import_promises.readdir)(folder, {
		recursive: true,
		withFileTypes: true
	});
	for (const entry of entries) {
		const file = (0, import__node_path.join)(entry.parentPath, entry.name);
		if (entry.isDirectory()) continue;
		if (!entry.isFile()) throw new UserError(`${JSON.stringify(file)} is a link or no plain file. Nothing was published.`);
		const inside = (0, import__node_path.join)(REPORTS, file.slice((0, import__node_path.join)(folder).length));
		found.set(inside.replaceAll("\\", "/"), await (0, import_promises.readFile)(file));
	}
	return new Map([...found].sort(([a], [b]) => a < b ? -1 : 1));
}

/** The action's outputs, by the names of its action.yml. */
const publishOutputs = (it) => ({
	"commit-sha": it.commit,
	committed: String(it.committed),
	attempts: String(it.attempts),
	"pull-request": it.pullRequest === null ? "" : String(it.pullRequest.number)
});
/** One paragraph for the job summary; `commits` is the address that a commit's name is put behind. */
function renderPublished(it, commits) {
	const link = `[${it.commit.slice(0, 7)}](${commits}/${it.commit})`;
	return `${it.committed ? `Reports committed to ${quoted(it.branch)} as ${link}.` : `${quoted(it.branch)} had these reports already (${link}): no commit.`}${it.pullRequest === null ? "" : ` Pull request [#${it.pullRequest.number}](${it.pullRequest.url}).`}\n`;
}
/** One line for a log. */
const publishedLine = ({ committed, branch, commit, attempts, requests }) => `${committed ? `Committed ${commit} to` : "Nothing new for"} ${branch}; attempt ${attempts}, ${requests} requests`;

/** Commits the reports to their branch. */
async function publish(inputs) {
	const { token, environment, path, branch = null, mode, message = null } = inputs;
	const { owner, repo } = context.repo;
	const store = openReportStore({
		owner,
		repo,
		token,
		branch,
		mode,
		timing: REAL_TIMING
	});
	const request = {
		folder: path,
		environment,
		message,
		base: context.sha || null
	};
	const published = await publishReports(request, store);
	actionProgress({
		kind: "note",
		message: publishedLine(published)
	});
	return {
		outputs: publishOutputs(published),
		summary: renderPublished(published, `${context.serverUrl}/${owner}/${repo}/commit`),
		failure: null
	};
}

export { publish };