import { NEVER, PAUSED, TOKEN, WORKFLOW, array, start, string } from "../../shared/dist/every-action.js";
import { DispatchSchema } from "../../shared/dist/backfill.run.watch.js";

const dispatches = string().transform((text, context) => {
	const parsed = array(DispatchSchema).max(20).safeParse(json(text));
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	context.issues.push({
		code: "custom",
		message: `is not what watch-recent gives: ${issue?.path.join(".")}: ${issue?.message}`,
		input: text
	});
	return NEVER;
});
function json(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
const INPUTS = [
	TOKEN("a token with `actions: write` and `contents: read`"),
	PAUSED,
	{
		name: "dispatches",
		value: "JSON",
		about: "what is to be started, the output of watch-recent",
		schema: dispatches,
		needed: true
	},
	WORKFLOW,
	{
		name: "ref",
		value: "NAME",
		about: "the branch whose workflow is started",
		absent: "this run's own",
		type: "text",
		pattern: /^[A-Za-z0-9][\w./+-]{0,200}$/,
		refused: "is not the name of a branch"
	}
];

await start(INPUTS, async (inputs) => (await import("./run.js")).dispatch(inputs));

export {  };