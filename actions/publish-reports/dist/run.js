import { __toESM } from "../../shared/dist/rolldown-runtime.js";
import { context } from "../../shared/dist/npm.actions.github.lib.context.js";
import { PIPELINE, UserError, actionProgress, addDays, daysInMonth, isCivilDate, object, string } from "../../shared/dist/every-action.js";
import { DEFAULT_ATTEMPTS, REAL_TIMING, withAttempts } from "../../shared/dist/github.attempts.js";
import { openGit } from "../../shared/dist/github.git.js";
import { isLostAnswer, isNotFound, replyOf } from "../../shared/dist/github.trouble.js";
import { require__node_buffer, require__node_crypto, require__node_path, require_posix, require_promises } from "../../shared/dist/node-builtins.js";
import { RunRecordSchema } from "../../shared/dist/findings.assess.gate.js";
import { recordedAverage } from "../../shared/dist/grid.slice.js";
import { HISTORIES, isCopyOf } from "../../shared/dist/jobs.reports.old-layout.js";
import { folderOf, isThere } from "../../shared/dist/findings.assess.assess.js";
import { DATED_FOLDERS, bundleName, bundleOfName, bundlesOf, canBundle, dateOfName, parseBundle, writeBundle } from "../../shared/dist/records.bundle.js";
import { latestIn, renderEnvironmentsIndex } from "../../shared/dist/render.reports.environments-index.js";
import { loadPipeline } from "../../shared/dist/jobs.shared.open.js";
import "../../shared/dist/pipeline.rhythm.js";
import { quoted } from "../../shared/dist/render.text.markdown.js";

var import__node_buffer = require__node_buffer();
var import__node_crypto = /* @__PURE__ */ __toESM(require__node_crypto(), 1);
/** A publication compares each file several times, and all files again with each attempt. */
const known = /* @__PURE__ */ new WeakMap();
/**
* The name that git gives a content, worked out here: what the repository already has need not be sent. A content that
* was asked about must not be changed.
*/
function blobSha(content) {
	const sha = known.get(content) ?? (0, import__node_crypto.createHash)("sha1").update(`blob ${content.byteLength}\0`).update(content).digest("hex");
	known.set(content, sha);
	return sha;
}
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
/** Of one commit: whoever publishes more at once publishes what is no report. */
const MAX_CHANGES = 2e3;
/** What google-github-actions/auth leaves in a workspace. */
const CREDENTIALS = /(?:^|\/)gha-creds-/;
/** Throws for the first file that is no report: one that does not belong there is not left out in silence. */
function checkReportFiles(files) {
	for (const [path, content] of files) {
		const byteLength = content?.byteLength ?? 0;
		if (!ALLOWED.test(path) || CREDENTIALS.test(path) || path.length > MAX_PATH_LENGTH) throw new UserError(`${JSON.stringify(path)} may not be published: reports are .md, .csv, .json, .jsonl and .svg files with plain names under ${REPORTS}/. Nothing was published.`);
		if (byteLength > MAX_FILE_BYTES) throw new UserError(`${path} has ${byteLength} bytes; the limit is ${MAX_FILE_BYTES}. Nothing was published.`);
	}
}
/** Throws where a commit would write too much. Files that stay as they are do not count, and neither do files that go. */
function checkChanges(changed) {
	const written = changed.filter(([, content]) => content !== null).length;
	if (written > MAX_CHANGES) throw new UserError(`${written} reports would change at once; the limit is ${MAX_CHANGES}. Nothing was published.`);
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
	const { connect = openGit } = options;
	return { publish: (request) => publish$1(connect(options), options, request) };
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
		const files = await request.files(viewOf(git, snapshot, base, kept));
		checkReportFiles(files);
		const changed = changedFiles(files, snapshot, base);
		checkChanges(changed);
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
const viewOf = (git, { blobs }, base, kept) => ({
	has: (path) => blobs.has(path),
	holds: (path, content) => blobs.get(path) === blobSha(content),
	wasThere: (path, content) => base?.blobs.get(path) === blobSha(content),
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
var import_posix = require_posix();
/** What the newest handoff links stays a file of its own, however old it is: itself, the one before, and five repairs. */
const KEPT = {
	handoffs: 2,
	backfills: 5
};
/**
* The groups of months that ended more than `afterDays` ago, oldest first. The age of a handoff is against the newest
* handoff: an environment that rests, and a recording whose now stands still, keep theirs as they are.
*/
function dueGroups(paths, { today, afterDays }) {
	return DATED_FOLDERS.flatMap((folder) => {
		const dated = [...Map.groupBy(paths.filter((path) => groupName(folder, path) !== null), (path) => groupName(folder, path))].map(([name, own]) => ({
			date: dateOfName(folder, name),
			name,
			own
		})).sort((a, b) => `${a.date} ${a.name}` < `${b.date} ${b.name}` ? -1 : 1);
		const newest = dated.findLast(({ date }) => date <= today)?.date ?? today;
		const now = folder === "handoffs" ? newest : today;
		return dated.slice(0, -KEPT[folder]).filter(({ date }) => isDue(date, now, afterDays)).map(({ date, own }) => ({
			folder,
			month: date.slice(0, 7),
			paths: own.sort()
		}));
	});
}
/** Whether the whole month of a date is old: so a bundle is written once, and seldom again. */
function isDue(date, now, afterDays) {
	const last = `${date.slice(0, 7)}-${String(daysInMonth(date)).padStart(2, "0")}`;
	return addDays(last, afterDays) < now;
}
/** Null for a file that is none of a handoff or a run, or that a bundle could not name. */
function groupName(folder, path) {
	if (!path.startsWith(`${folder}/`)) return null;
	const inside = path.slice(folder.length + 1);
	const name = folder === "backfills" ? (0, import_posix.dirname)(inside) : inside;
	if (name.includes("/") || !canBundle(inside)) return null;
	const date = dateOfName(folder, name);
	return date !== null && isCivilDate(date) ? name : null;
}

/** A part that is larger takes no more: GitHub shows and sends files of this size without trouble. */
const MOST_BYTES = 4 * 1024 ** 2;
/** The bundle of one month as the branch has it, and what a publication adds to it. Nothing in it ever goes. */
var Month = class Month {
	#parts = [];
	#title;
	#month;
	#used;
	constructor(at, month, used) {
		this.#title = `${at.endsWith("/handoffs") ? "Handoffs" : "Repairs"} of ${month}`;
		this.#month = month;
		this.#used = used;
	}
	/** `at` is the folder of the bundles; `names` are the paths that are taken, on the branch and in the publication. */
	static async read(branch, at, month, names) {
		const here = names.flatMap((path) => path.startsWith(`${at}/`) ? [path.slice(at.length + 1)] : []);
		const taken = bundlesOf(month, [...new Set(here)]);
		const found = new Month(at, month, partOf(taken.at(-1)));
		for (const name of taken) {
			const text = await branch.read(`${at}/${name}`);
			const files = text === null ? null : parseBundle(Buffer.from(text));
			if (files !== null) found.#parts.push({
				name,
				files,
				isChanged: false
			});
		}
		return found;
	}
	/**
	* Adds the files of one handoff or run; what is there already, in any version, is not added again. The last version of
	* a name counts: a receipt that is no newer than the one that counts goes before it.
	*/
	add(files) {
		const added = files.filter(({ name, content }) => !this.#all(name).some((one) => equal(one.content, content)));
		if (added.length === 0) return;
		const isNewer = this.#isNewer(files);
		for (const file of added) {
			const last = this.#parts.findLast((part) => part.files.some(({ name }) => name === file.name));
			if (last !== void 0 && !isNewer) {
				last.files.splice(last.files.findLastIndex(({ name }) => name === file.name), 0, file);
				last.isChanged = true;
			} else {
				const part = this.#partFor(file);
				part.files.push(file);
				part.isChanged = true;
			}
		}
	}
	/** The parts that are other than on the branch, by their names. */
	changed() {
		const changed = this.#parts.filter(({ isChanged }) => isChanged);
		return new Map(changed.map(({ name, files }) => [name, writeBundle(this.#title, files)]));
	}
	#all(name) {
		return this.#parts.flatMap(({ files }) => files.filter((one) => one.name === name));
	}
	/** A run by its receipt; what does not say when it was written is not newer. */
	#isNewer(files) {
		const receipt = files.find(({ name }) => name.endsWith("/receipt.json"));
		if (receipt === void 0) return false;
		const there = this.#all(receipt.name).at(-1);
		return there === void 0 || receiptTime(there.content) < receiptTime(receipt.content);
	}
	#partFor({ content }) {
		const last = this.#parts.at(-1);
		const size = last?.files.reduce((sum, one) => sum + one.content.byteLength, 0) ?? 0;
		if (last !== void 0 && partOf(last.name) === this.#used && size + content.byteLength <= MOST_BYTES) return last;
		this.#used += 1;
		const part = {
			name: bundleName(this.#month, this.#used),
			files: [],
			isChanged: true
		};
		this.#parts.push(part);
		return part;
	}
};
const partOf = (name) => name === void 0 ? 0 : bundleOfName(name)?.part ?? 0;
const equal = (a, b) => Buffer.compare(a, b) === 0;
const Times = object({
	verifiedAt: string(),
	undoneAt: string().optional()
});
/** When a receipt was last written; empty where it does not say. */
function receiptTime(receipt) {
	try {
		const { verifiedAt, undoneAt = "" } = Times.parse(JSON.parse(Buffer.from(receipt).toString("utf8")));
		return verifiedAt > undoneAt ? verifiedAt : undoneAt;
	} catch {
		return "";
	}
}

/** Bounds of one publication; the next ones roll the rest. */
const MOST_FILES = 400;
const MOST_READS = 100;
/**
* The files of a publication with old handoffs and receipts bundled by month. Nothing is lost: the commit that removes a
* file has its content in the bundle. An old checkout, or a run that is repeated, may bring a file or a bundle again:
* whatever a bundle has already is not added to it.
*/
async function rollUp(branch, own, sent, settings) {
	const files = new Map([...sent].filter(([path, content]) => !isOfBefore(branch, path, content)));
	await leaveNewer(branch, own, files);
	const months = monthsOn(branch, own, [...branch.paths(), ...files.keys()]);
	await takeBundles(branch, own, files, months.of);
	const after = /* @__PURE__ */ new Set([...branch.paths(), ...files.keys()]);
	for (const [path, content] of files) if (content === null) after.delete(path);
	const paths = [...after].flatMap((path) => path.startsWith(`${own}/`) ? [path.slice(own.length + 1)] : []);
	let [filesLeft, readsLeft] = [MOST_FILES, MOST_READS];
	for (const group of dueGroups(paths, settings)) {
		const all = group.paths.map((path) => `${own}/${path}`);
		filesLeft -= all.length;
		readsLeft -= all.filter((path) => !files.has(path)).length;
		if (filesLeft < 0 || readsLeft < 0) break;
		const bundled = [];
		for (const path of all) {
			const content = files.get(path) ?? await readExactly(branch, path);
			if (content === null) continue;
			bundled.push({
				name: path.slice(own.length + group.folder.length + 2),
				content
			});
			if (branch.has(path)) files.set(path, null);
			else files.delete(path);
		}
		(await months.of(group.folder, group.month)).add(bundled);
	}
	for (const [path, content] of months.changed()) files.set(path, content);
	return files;
}
/** What the checkout of the run had already and the branch has in another way, or no longer: not this run's to say. */
const isOfBefore = (branch, path, content) => content !== null && branch.wasThere(path, content) && !branch.holds(path, content);
/** A receipt that was written again meanwhile, by an undo or a verification, is not set back by a checkout of before. */
async function leaveNewer(branch, own, files) {
	for (const [path, content] of [...files]) {
		if (!(path.startsWith(`${own}/backfills/`) && path.endsWith("/receipt.json")) || content === null || !branch.has(path) || branch.holds(path, content)) continue;
		if (receiptTime(Buffer.from(await branch.read(path) ?? "")) <= receiptTime(content)) continue;
		const run = path.slice(0, -12);
		for (const other of [...files.keys()]) if (other.startsWith(run) && branch.has(other)) files.delete(other);
	}
}
/** Each month of the branch is read once, and only if something is to be added to it. */
function monthsOn(branch, own, names) {
	const found = /* @__PURE__ */ new Map();
	const of = async (folder, month) => {
		const at = `${own}/${folder}`;
		const known = found.get(`${at}/${month}`) ?? await Month.read(branch, at, month, names);
		found.set(`${at}/${month}`, known);
		return known;
	};
	const changed = () => [...found].flatMap(([path, month]) => {
		const folder = path.slice(0, path.lastIndexOf("/"));
		return [...month.changed()].map(([name, content]) => [`${folder}/${name}`, content]);
	});
	return {
		of,
		changed
	};
}
/** Bundles come along with a checkout: what the branch's have is left out, and what they lack is added to them. */
async function takeBundles(branch, own, files, monthOf) {
	for (const [path, content] of [...files]) for (const folder of DATED_FOLDERS) {
		const at = `${own}/${folder}/`;
		const month = path.startsWith(at) ? bundleOfName(path.slice(at.length))?.month : void 0;
		if (month === void 0 || content === null) continue;
		const bundled = branch.holds(path, content) ? [] : parseBundle(content);
		if (bundled === null && !branch.has(path)) continue;
		files.delete(path);
		for (const version of versionsOf(bundled ?? [])) (await monthOf(folder, month)).add(version);
	}
}
/** The files of each handoff or run together, older versions first. */
function versionsOf(files) {
	return [...Map.groupBy(files, ({ name }) => name.split("/")[0]).values()].flatMap((group) => {
		const rounds = [];
		for (const file of group) {
			const round = rounds.find((some) => some.every(({ name }) => name !== file.name));
			if (round === void 0) rounds.push([file]);
			else round.push(file);
		}
		return rounds;
	});
}
/** Null for what would not survive as text. */
async function readExactly(branch, path) {
	const text = await branch.read(path);
	const content = text === null ? null : Buffer.from(text);
	return content !== null && branch.holds(path, content) ? content : null;
}

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
async function publishReports({ folder, ...request }, store) {
	return publishFiles(await readReports(folder), folder, request, store);
}
/** The same from files that are read already, by their paths under `reports/`; `from` is where they come from, for messages. */
async function publishFiles(all, from, { environment, message, base, rollAfterDays, now }, store) {
	checkReportFiles(all);
	const own = folderOf({
		out: REPORTS,
		name: environment
	});
	const local = new Map([...all].filter(([path]) => path.startsWith(`${own}/`)));
	if (local.size === 0) throw new UserError(`${from} holds no reports of ${environment}; nothing was published.`);
	const record = recordOf(textOf(local, recordIn(own)));
	const roll = {
		today: isoDay(now),
		afterDays: rollAfterDays
	};
	return store.publish({
		message: message ?? messageOf(record),
		base,
		files: (branch) => filesOn(branch, {
			local,
			own,
			environment,
			record,
			roll
		})
	});
}
const isoDay = (now) => now.toISOString().slice(0, 10);
const recordIn = (own) => `${own}/latest/run.json`;
async function filesOn(branch, ours) {
	const { local, own, environment, record, roll } = ours;
	const isLate = await isOutdated(record, own, branch);
	const files = new Map(await rollUp(branch, own, isLate ? onlyNew(local, branch) : local, roll));
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

/** A repository that only publishes has no pipeline; one that names a file has to have it. */
async function rollAfterDaysIn(pipeline) {
	if (pipeline === PIPELINE.default && !await isThere(pipeline)) return 90;
	return (await loadPipeline(pipeline)).reports.rollAfterDays;
}
/** Commits the reports to their branch. */
async function publish(inputs) {
	const { token, environment, path, branch = null, mode, message = null } = inputs;
	const rollAfterDays = await rollAfterDaysIn(inputs.pipeline);
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
		base: context.sha || null,
		rollAfterDays,
		now: /* @__PURE__ */ new Date()
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