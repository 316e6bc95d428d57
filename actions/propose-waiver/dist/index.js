import { IDENTITY, PAUSED, PIPELINE, PROPOSAL_FILE, TOKEN, WORKFLOW, start } from "../../shared/dist/every-action.js";

const INPUTS = [
	TOKEN("a token with `contents: write`, `pull-requests: write`, `issues: write` and `actions: write`"),
	PAUSED,
	IDENTITY,
	{
		...PIPELINE,
		about: "the pipeline's definition that the waiver is added to, from the root of the repository"
	},
	{
		name: "proposal",
		value: "FILE",
		about: "what run-command decided, its file of this name",
		type: "line",
		default: PROPOSAL_FILE.default
	},
	{
		...WORKFLOW,
		name: "checks",
		about: "the file of the workflow that checks the branch",
		default: "ci.yml"
	}
];

await start(INPUTS, async (inputs) => (await import("./run.js")).propose(inputs));

export {  };