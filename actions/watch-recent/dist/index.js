import { hide, readPipelineInputs, runAction } from "../../shared/dist/every-action.js";
import { WatchInputs } from "../../shared/dist/hosts.inputs.watch.js";
import { hideProjects, whichEnvironment } from "../../shared/dist/jobs.shared.redaction.js";

const INPUTS = [
	"environment",
	"pipeline",
	"project",
	"as-of",
	"days",
	"auto",
	"daily-dates",
	"redact"
];
await runAction(async () => {
	const inputs = await readPipelineInputs(WatchInputs, INPUTS, whichEnvironment);
	await hideProjects({
		...inputs,
		env: process.env
	}, hide);
	const { watch } = await import("./run.js");
	return await watch(inputs);
});

export {  };