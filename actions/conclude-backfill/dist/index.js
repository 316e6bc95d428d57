import { hide, readPipelineInputs, runAction } from "../../shared/dist/every-action.js";
import { ConcludeInputs } from "../../shared/dist/hosts.inputs.workflow.js";
import { hideProjects, whichEnvironment } from "../../shared/dist/jobs.shared.redaction.js";

const INPUTS = [...[
	"environment",
	"pipeline",
	"project",
	"as-of",
	"repair",
	"results",
	"redact",
	"out"
], ...["token", "paused"]];
await runAction(async () => {
	const inputs = await readPipelineInputs(ConcludeInputs, INPUTS, whichEnvironment);
	await hideProjects({
		...inputs,
		env: process.env
	}, hide);
	const { heedPause } = await import("../../shared/dist/github.pause.js");
	await heedPause(inputs);
	const { concludeRepair } = await import("./run.js");
	return await concludeRepair(inputs);
});

export {  };