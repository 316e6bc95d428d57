import { __toESM } from "./rolldown-runtime.js";
import { require__node_path, require_promises } from "./node-builtins.js";
import { UserError, redacted, visible } from "./every-action.js";
import { REPORTS_PARTS, isReportsFolder } from "./pipeline.rhythm.js";

var import_promises = require_promises();
var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
/**
* Makes a folder with those above it; one that is there is left alone. Throws the system's error. Not by mkdir's own
* `recursive`: where a folder's parent is there and takes no folders, as in /proc, that never ends (Node 24).
*/
async function makeFolder(path) {
	try {
		await (0, import_promises.mkdir)(path);
	} catch (error) {
		switch (error.code) {
			case "EEXIST":
				if ((await (0, import_promises.stat)(path)).isDirectory()) return;
				throw error;
			case "ENOENT":
				if ((0, import__node_path.dirname)(path) === path || await isFolder((0, import__node_path.dirname)(path))) throw error;
				await makeFolder((0, import__node_path.dirname)(path));
				return makeFolder(path);
			default: throw error;
		}
	}
}
const isFolder = (path) => (0, import_promises.stat)(path).then((found) => found.isDirectory(), () => false);

/** A reader sees the old file or the new one, never a part. Throws a UserError for a place that cannot be written. */
const writeWhole = (path, text) => writeExactly(path, FOR_PEOPLE.test(path) ? visible(redacted(text)) : redacted(text));
/** What a person reads or a spreadsheet opens; JSON is for programs, and a plan's hash is of every character. */
const FOR_PEOPLE = /\.(?:md|csv|svg)$/;
/** The same for what is compared character by character. */
async function writeExactly(path, text) {
	const part = `${path}.part-${process.pid}`;
	try {
		await makeFolder((0, import__node_path.dirname)(path));
		await (0, import_promises.writeFile)(part, text);
		await (0, import_promises.rename)(part, path);
	} catch (cause) {
		throw new UserError(`${path} cannot be written`, { cause });
	}
}
async function readIfThere(path) {
	try {
		return await (0, import_promises.readFile)(path, "utf8");
	} catch (error) {
		if (["ENOENT", "ENOTDIR"].includes(error.code ?? "")) return null;
		throw new UserError(`${path} cannot be read`, { cause: error });
	}
}
const isThere = (path) => (0, import_promises.access)(path).then(() => true, () => false);
/** What is in a folder; nothing where it is not there. */
const namesIn = (folder) => (0, import_promises.readdir)(folder).catch((error) => {
	if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
	throw error;
});
/** Undefined for a file of another version, or one that somebody broke: then nothing is said of it. */
function parsedAs(schema, text) {
	try {
		return schema.safeParse(JSON.parse(text)).data;
	} catch {
		return;
	}
}

/** The folder of one place, whether it is there or not. Throws a UserError for a name that no folder can have. */
function folderOf({ out, name }) {
	if (!isReportsFolder(name)) throw new UserError(`"${name}" cannot be the name of a folder of reports; write letters, digits, _ and -, and none of ${REPORTS_PARTS.join(", ")}.`);
	return (0, import__node_path.join)(out, name);
}

export { folderOf, isThere, makeFolder, namesIn, parsedAs, readIfThere, writeExactly, writeWhole };