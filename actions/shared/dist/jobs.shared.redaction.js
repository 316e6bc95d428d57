import { ENVIRONMENT_VARIABLE, UserError, cleanFiles } from "./every-action.js";

/** What stands where a project's id was. The reports' commands have the same word for it. */
const INSTEAD = "PROJECT";
/** Google's shortest id. What is shorter is a word of something else. */
const SHORTEST = 6;
/** Takes these projects' ids out of a text, wherever they stand alone: in a table's name, an address or an account. */
function redactor(projects) {
	const ids = projects.filter((id) => id.length >= SHORTEST).sort((a, b) => b.length - a.length);
	if (ids.length === 0) return (text) => text;
	const any = ids.map((id) => id.replaceAll(/[^A-Za-z0-9]/g, "\\$&")).join("|");
	const found = new RegExp(`(?<![A-Za-z0-9])(?:${any})(?![A-Za-z0-9])`, "gi");
	return (text) => text.replaceAll(found, INSTEAD);
}

/**
* On request, from here on no report that this process writes names a project, the given one or a declared one; `hide`
* has the host do the same with all that it says. repair.json stays as it is: its hash is of every character.
*/
async function hideProjects({ redact, pipeline, project, env }, hide) {
	if (!redact) return;
	const given = [project, env["GOOGLE_CLOUD_PROJECT"]].flatMap((one) => one ? [one] : []);
	hide(given, redactor(given));
	const { loadPipeline } = await import("./jobs.shared.open.exports.js");
	const { environments } = await loadPipeline(pipeline);
	const declared = Object.values(environments).flatMap((one) => one.project ?? []);
	const words = [.../* @__PURE__ */ new Set([...given, ...declared])];
	const clean = redactor(words);
	hide(words, clean);
	cleanFiles(clean);
}

/**
* Which declared environment is meant where none is named: that of OPS_ENVIRONMENT, else the only declared one. A guess
* would repair, or call healthy, what nobody asked about: a UserError that says `how` to name one.
*/
async function whichEnvironment(file, env, how) {
	const { loadPipeline } = await import("./jobs.shared.open.exports.js");
	const declared = Object.keys((await loadPipeline(file)).environments);
	const named = env[ENVIRONMENT_VARIABLE];
	if (named && !declared.includes(named)) throw new UserError(`There is no environment "${named}" (of ${ENVIRONMENT_VARIABLE}); declared are ${declared.join(", ")}.`);
	const [only] = declared;
	const environment = named || (declared.length === 1 ? only : void 0);
	if (environment === void 0) throw new UserError(`${file} declares ${declared.length} environments: ${declared.join(", ")}. ${how}, or set ${ENVIRONMENT_VARIABLE}.`);
	return environment;
}

export { hideProjects, whichEnvironment };