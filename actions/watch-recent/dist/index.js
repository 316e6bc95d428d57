import { AUTO, DAILY_DATES, REDACT, WAREHOUSE, start } from "../../shared/dist/every-action.js";

const INPUTS = [
	...WAREHOUSE,
	{
		name: "days",
		value: "N",
		about: "the newest calendar days that have ended",
		type: "whole",
		within: [1, 60],
		default: "7"
	},
	AUTO,
	{
		...DAILY_DATES,
		about: "dates that may be written in 24 hours without a person",
		default: "10"
	},
	REDACT
];

await start(INPUTS, async (inputs) => (await import("./run.js")).watch(inputs));

export {  };