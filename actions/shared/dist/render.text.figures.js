import { roundScore } from "./findings.assess.criteria.js";
import { link, quoted } from "./render.text.markdown.js";
import { wording } from "./grid.slice.js";

/** Ten digits of a game read as a commit to GitHub; in code they are a game's. */
const ID_LIKE = /\b[0-9a-f]{7,40}\b/gi;
/**
* A sentence that may carry ids from outside: as it stands where GitHub can make nothing of it, with ids as code, else
* as inline code as a whole.
*/
function sentence(text) {
	const parts = text.split(ID_LIKE);
	const ids = text.match(ID_LIKE) ?? [];
	if (parts.join("x").split(/(?<=[.,:;]) /).some((piece) => wording(`x ${piece}`) !== `x ${piece}`)) return quoted(text, 600);
	return parts.map((part, at) => part + (at < ids.length ? `\`${ids[at]}\`` : "")).join("");
}
/** A command within a sentence, whatever its file is called. */
const inline = (line) => quoted(line, 4e3);
/** A section of its own, or the one line of a section that has nothing to say. */
const section = (title, ...body) => [`## ${title}`, ...body].join("\n\n");
/** What a reader opens with a click: only the summary is visible before. */
const folded = (summary, ...body) => [
	`<details>\n<summary>${summary}</summary>`,
	...body,
	"</details>"
].join("\n\n");
const nothing = (title, says) => `**${title}:** ${says}`;
const bullets = (items) => items.map((item) => `- ${item}`).join("\n");
/** A block of code that its content cannot end. */
function fence(language, text) {
	const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
	const marks = "`".repeat(longest + 1);
	return `${marks}${language}\n${text}\n${marks}`;
}
/** Lines below an item of a numbered list. */
const indented = (text) => text.split("\n").map((line) => line === "" ? line : `   ${line}`).join("\n");
/** "about 31 minutes (declared)"; a duration that nobody declared is unknown, never zero. */
function minutesText({ minutes, undeclared }) {
	const missing = undeclared.map(wording).join(", ");
	if (minutes === 0 && undeclared.length === 0) return "no time";
	if (minutes === 0) return `duration unknown (no minutes declared for ${missing})`;
	const amount = minutes < 1 ? "under a minute" : plural(Math.ceil(minutes));
	return undeclared.length === 0 ? `${minutes < 1 ? "" : "about "}${amount} (declared)` : `${amount} plus ${missing} (no minutes declared)`;
}
const plural = (minutes) => `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
/** The part of an estimate that falls to some of its dates. */
const partOf = (estimate, some, all) => ({
	...estimate,
	minutes: all === 0 ? 0 : estimate.minutes * some / all
});
const sumOf = (estimates) => ({
	minutes: estimates.reduce((sum, { minutes }) => sum + minutes, 0),
	undeclared: [...new Set(estimates.flatMap(({ undeclared }) => undeclared))]
});
/** Files are named from the folder of the reports; a handoff lies in one of its folders. */
const fileLink = (path) => link(wording(path), `../${path}`);

const averageText = (value) => value === null ? "unknown" : roundScore(value).toFixed(1);
const percentText = (value) => value === null ? "unknown" : `${value.toFixed(1)} %`;

export { averageText, bullets, fence, fileLink, folded, indented, inline, minutesText, nothing, partOf, percentText, section, sentence, sumOf };