import { __toESM } from "./rolldown-runtime.js";
import { require__node_path } from "./node-builtins.js";
import { RunRecordSchema } from "./findings.assess.gate.js";
import { folderOf, parsedAs, readIfThere } from "./findings.assess.assess.js";

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
/**
* The columns that the latest validation of the environment in a folder of reports saw, and those that it already missed.
* None where there is no such validation, or an earlier version made it.
*/
async function columnsSeenIn(out, environment) {
	const text = await readIfThere((0, import__node_path.join)(folderOf({
		out,
		name: environment
	}), "latest", "run.json"));
	const record = text === null ? void 0 : parsedAs(RunRecordSchema, text);
	if (record?.columns === void 0 || record.environment !== environment) return {};
	const { seen, missed } = record.columns;
	const ids = [.../* @__PURE__ */ new Set([...Object.keys(seen), ...Object.keys(missed)])];
	return Object.fromEntries(ids.map((id) => [id, {
		...missed[id],
		...seen[id]
	}]));
}

export { columnsSeenIn };