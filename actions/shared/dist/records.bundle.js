import { __toESM } from "./rolldown-runtime.js";
import { require__node_crypto } from "./node-builtins.js";

var import__node_crypto = /* @__PURE__ */ __toESM(require__node_crypto(), 1);
const HEAD = "<!-- Whole files of one month, as they were published. The line before each gives its name, its bytes and their SHA-256. An edited bundle is no longer read. -->\n";
const NAME = String.raw`[\w.=+-]+(?:\/[\w.=+-]+)*`;
const MARK = new RegExp(`^\\n## (${NAME})\\n\\n<!-- file (${NAME}) (\\d{1,9}) ([0-9a-f]{64}) -->\\n(~{8}\\n)?`);
/** More than a marker ever takes. */
const MARK_BYTES = 1200;
const FENCE = "~~~~~~~~\n";
const digest = (content) => (0, import__node_crypto.createHash)("sha256").update(content).digest("hex");
/** Whether a bundle can name the file: what it cannot name stays a file of its own. */
const canBundle = (name) => name.length <= 200 && new RegExp(`^${NAME}$`).test(name);
/** One readable text of many files; `parseBundle` gives each back byte by byte. */
function writeBundle(title, files) {
	const parts = files.flatMap(({ name, content }) => {
		const fence = name.endsWith(".md") ? "" : FENCE;
		const mark = `<!-- file ${name} ${content.byteLength} ${digest(content)} -->`;
		return [
			Buffer.from(`\n## ${name}\n\n${mark}\n${fence}`),
			content,
			Buffer.from(`\n${fence}`)
		];
	});
	return Buffer.concat([Buffer.from(`# ${title}\n\n${HEAD}`), ...parts]);
}
/** The files in the order of the bundle; null for a text that is no bundle, or one that somebody edited. */
function parseBundle(bundle) {
	const bytes = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.byteLength);
	const head = bytes.indexOf(HEAD);
	if (head === -1) return null;
	const files = [];
	let at = head + Buffer.byteLength(HEAD);
	while (at < bytes.byteLength) {
		const mark = MARK.exec(bytes.toString("latin1", at, at + MARK_BYTES));
		const [text = "", heading, name = "", size, sha, fence = ""] = mark ?? [];
		if (mark === null || heading !== name) return null;
		const start = at + text.length;
		const content = bytes.subarray(start, start + Number(size));
		const end = start + content.byteLength;
		const tail = `\n${fence}`;
		if (digest(content) !== sha || bytes.toString("latin1", end, end + tail.length) !== tail) return null;
		files.push({
			name,
			content
		});
		at = end + tail.length;
	}
	return files;
}

/** Reports that come one by one, a day or a run, and are bundled by month when they are old. */
const DATED_FOLDERS = ["handoffs", "backfills"];
/** The date in the name of a dated copy or of a run; null for a name of another kind, which is never bundled. */
function dateOfName(folder, name) {
	const found = folder === "handoffs" ? /^HANDOFF-(\d{4})-(\d{2})-(\d{2})-[\w.-]+\.md$/.exec(name) : /^b-(\d{4})(\d{2})(\d{2})T\d{6}Z-/.exec(name);
	return found === null ? null : found.slice(1, 4).join("-");
}
const BUNDLE = /^(\d{4}-\d{2})(?:-(\d{1,4}))?\.md$/;
/** The month of a bundle and which of its parts it is, from 1; null for another file. */
function bundleOfName(name) {
	const [, month, part = "1"] = BUNDLE.exec(name) ?? [];
	return month === void 0 ? null : {
		month,
		part: Number(part)
	};
}
const bundleName = (month, part) => part === 1 ? `${month}.md` : `${month}-${part}.md`;
/** The names in a folder that are bundles of this month, in the order of their parts. */
const bundlesOf = (month, names) => names.flatMap((name) => {
	const found = bundleOfName(name);
	return found?.month === month ? [{
		name,
		part: found.part
	}] : [];
}).sort((a, b) => a.part - b.part).map(({ name }) => name);

export { DATED_FOLDERS, bundleName, bundleOfName, bundlesOf, canBundle, dateOfName, parseBundle, writeBundle };