import { hide, readPipelineInputs, runAction } from "../../shared/dist/every-action.js";
import { GateActionInputs } from "../../shared/dist/hosts.inputs.action.js";
import { hideProjects, whichEnvironment } from "../../shared/dist/jobs.shared.redaction.js";

const INPUTS = [...[
	"environment",
	"pipeline",
	"start",
	"end",
	"tables",
	"require"
], ...[
	"evidence",
	"max-age",
	"out",
	"as-of",
	"project",
	"budget",
	"redact",
	"fail"
]];
await runAction(async () => {
	const inputs = await readPipelineInputs(GateActionInputs, INPUTS, whichEnvironment);
	await hideProjects({
		...inputs,
		env: process.env
	}, hide);
	const { askGate } = await import("./run.js");
	return await askGate(inputs);
});

export {  };