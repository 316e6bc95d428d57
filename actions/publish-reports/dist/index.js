import { _enum, environmentInput, lineInput, pausedInput, readInputs, runAction, strictObject, string, tokenInput } from "../../shared/dist/every-action.js";

/** What git takes for a branch's name, and no more than that. */
const BRANCH = /^(?!.*(?:\.\.|\/\/|\/\.|\.lock(?:\/|$)|[./]$))[A-Za-z0-9][A-Za-z0-9._/+-]{0,99}$/;
const PublishInputs = strictObject({
	token: tokenInput,
	paused: pausedInput,
	environment: environmentInput,
	path: lineInput.default("reports"),
	branch: string().regex(BRANCH, "is not the name of a branch").optional(),
	mode: _enum(["commit", "pull-request"]).default("commit"),
	message: string().max(200, "must have 200 characters at most").regex(/^[^\p{Cc}]*$/u, "must be one line").optional()
});

const INPUTS = [
	"token",
	"paused",
	"environment",
	"path",
	"branch",
	"mode",
	"message"
];
await runAction(async () => {
	const inputs = readInputs(PublishInputs, INPUTS);
	const { heedPause } = await import("../../shared/dist/github.pause.js");
	await heedPause(inputs);
	const { publish } = await import("./run.js");
	return await publish(inputs);
});

export {  };