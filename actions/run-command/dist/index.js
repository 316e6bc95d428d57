import { readInputs, runAction } from "../../shared/dist/every-action.js";
import { CommandInputs } from "../../shared/dist/hosts.inputs.command.js";

const INPUTS = [
	"token",
	"paused",
	"identity",
	"pipeline",
	"reports",
	"workflow"
];
await runAction(async () => {
	const inputs = readInputs(CommandInputs, INPUTS);
	const { heedPause } = await import("../../shared/dist/github.pause.js");
	await heedPause(inputs);
	const { obey } = await import("./run.js");
	return await obey(inputs);
});

export {  };