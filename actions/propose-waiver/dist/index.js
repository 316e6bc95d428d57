import { readInputs, runAction } from "../../shared/dist/every-action.js";
import { ProposalInputs } from "../../shared/dist/hosts.inputs.command.js";

const INPUTS = [
	"token",
	"paused",
	"identity",
	"pipeline",
	"proposal",
	"checks"
];
await runAction(async () => {
	const inputs = readInputs(ProposalInputs, INPUTS);
	const { heedPause } = await import("../../shared/dist/github.pause.js");
	await heedPause(inputs);
	const { propose } = await import("./run.js");
	return await propose(inputs);
});

export {  };