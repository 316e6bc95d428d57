import { GATE, REDACT, start } from "../../shared/dist/every-action.js";

const INPUTS = [
	...GATE,
	{
		name: "fail",
		value: "SWITCH",
		about: "whether the step fails when the gate does not pass; with `false` look at the output `passes`",
		type: "boolean",
		default: "true"
	},
	REDACT
];

await start(INPUTS, async (inputs) => (await import("./run.js")).askGate(inputs));

export {  };