import { readInputs, runAction } from "../../shared/dist/every-action.js";
import { WatchdogInputs } from "../../shared/dist/hosts.inputs.watch.js";

const INPUTS = [
	"token",
	"paused",
	"workflows",
	"max-age"
];
await runAction(async () => {
	const inputs = readInputs(WatchdogInputs, INPUTS);
	const { heedPause } = await import("../../shared/dist/github.pause.js");
	await heedPause(inputs);
	const { lookForLate } = await import("./run.js");
	return await lookForLate(inputs);
});

export {  };