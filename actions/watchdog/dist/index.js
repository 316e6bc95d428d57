import { PAUSED, TOKEN, WORKFLOW_FILE, start, string } from "../../shared/dist/every-action.js";

const INPUTS = [
	TOKEN("a token with `actions: write` and `contents: read`"),
	PAUSED,
	{
		name: "workflows",
		value: "LIST",
		about: "files of workflows, with commas",
		schema: string().transform((text) => text.split(",").map((part) => part.trim())).refine((files) => files.every((file) => WORKFLOW_FILE.test(file)), "must be files of workflows, with commas"),
		default: "validate.yml,watch-recent.yml"
	},
	{
		name: "max-age",
		value: "HOURS",
		about: "the hours after which a schedule is late",
		type: "hours",
		default: "26"
	}
];

await start(INPUTS, async (inputs) => (await import("./run.js")).lookForLate(inputs));

export {  };