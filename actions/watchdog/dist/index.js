import { readInputs, runAction } from "../../shared/dist/every-action.js";
import { WatchdogInputs } from "../../shared/dist/hosts.inputs.watch.js";

const INPUTS = [
	"token",
	"workflows",
	"max-age",
	"ping-url"
];
await runAction(async () => {
	const inputs = readInputs(WatchdogInputs, INPUTS);
	const { lookForLate } = await import("./run.js");
	return await lookForLate(inputs);
});

export {  };