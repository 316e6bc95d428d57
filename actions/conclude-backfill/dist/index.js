import { MAY_WRITE, OUT, REDACT, REPAIR, WAREHOUSE, start } from "../../shared/dist/every-action.js";

const INPUTS = [
	...WAREHOUSE,
	REPAIR,
	{
		name: "results",
		value: "DIR",
		about: "a folder with a folder for each job's result",
		type: "line",
		default: "results"
	},
	OUT,
	REDACT,
	...MAY_WRITE
];

await start(INPUTS, async (inputs) => (await import("./run.js")).concludeRepair(inputs));

export {  };