import { IDENTITY, OUT, PAUSED, PIPELINE, PROPOSAL_FILE, TEAM_OF_ONE, TOKEN, WORKFLOW, start } from "../../shared/dist/every-action.js";

const INPUTS = [
	TOKEN("a token with `issues: write`, `actions: write` and `contents: read`"),
	PAUSED,
	IDENTITY,
	PIPELINE,
	{
		...OUT,
		name: "reports",
		about: "the root of the reports; the newest validation of the issue's environment and its receipts are read from it"
	},
	WORKFLOW,
	PROPOSAL_FILE,
	TEAM_OF_ONE
];

await start(INPUTS, async (inputs) => (await import("./run.js")).obey(inputs));

export {  };