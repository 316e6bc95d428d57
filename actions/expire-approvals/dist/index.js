import { readInputs, runAction } from "../../shared/dist/every-action.js";
import { ExpireInputs } from "../../shared/dist/hosts.inputs.watch.js";

const INPUTS = [
	"token",
	"paused",
	"identity",
	"workflow"
];
await runAction(async () => {
	const inputs = readInputs(ExpireInputs, INPUTS);
	const { heedPause } = await import("../../shared/dist/github.pause.js");
	await heedPause(inputs);
	const { expire } = await import("./run.js");
	return await expire(inputs);
});

export {  };