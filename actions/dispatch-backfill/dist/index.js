import { readInputs, runAction } from "../../shared/dist/every-action.js";
import { DispatchInputs } from "../../shared/dist/hosts.inputs.watch.js";

const INPUTS = [
	"token",
	"paused",
	"dispatches",
	"workflow",
	"ref"
];
await runAction(async () => {
	const inputs = readInputs(DispatchInputs, INPUTS);
	const { heedPause } = await import("../../shared/dist/github.pause.js");
	await heedPause(inputs);
	const { dispatch } = await import("./run.js");
	return await dispatch(inputs);
});

export {  };