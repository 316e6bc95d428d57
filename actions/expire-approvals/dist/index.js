import { IDENTITY, PAUSED, TOKEN, WORKFLOW, start } from "../../shared/dist/every-action.js";

const INPUTS = [
	TOKEN("a token with `actions: write`, `contents: read` and `issues: write`"),
	PAUSED,
	IDENTITY,
	WORKFLOW
];

await start(INPUTS, async (inputs) => (await import("./run.js")).expire(inputs));

export {  };