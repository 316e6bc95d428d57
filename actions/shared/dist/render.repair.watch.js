import { count, quoted, table } from "./render.text.markdown.js";

/** The action's outputs, by the names of its action.yml. */
function watchOutputs({ dispatches, layers, unread }) {
	const short = new Set(layers.flatMap((layer) => layer.short));
	return {
		dispatches: JSON.stringify(dispatches),
		count: String(dispatches.length),
		"short-dates": String(short.size),
		unread: unread.join(",")
	};
}
/** For the job summary. */
function renderWatched(watched, environment) {
	const { dispatches, notes, layers, gameDates, unread } = watched;
	const rows = layers.map(({ table: id, has, of, unit, short, unknown }) => [
		id,
		`${has} of ${of} ${unit}`,
		short.join(", "),
		unknown === 0 ? "" : `UNKNOWN on ${count(unknown, "date")}`
	]);
	return [
		`## The newest ${count(gameDates, "game date")} of ${environment}`,
		...unread.length === 0 ? [] : [`**UNKNOWN: ${unread.join(", ")} could not be read.**`],
		gameDates === 0 ? "No game was played on these days." : table([
			"table",
			"has",
			"short on",
			""
		], rows),
		...notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join("\n")],
		dispatches.length === 0 ? "Nothing is to be started." : `To be started: ${dispatches.map((one) => quoted(dispatchWords(one))).join(", ")}.`,
		""
	].join("\n\n");
}
/** What a start does, in a few words. */
const dispatchWords = ({ environment, resume, dates, tables }) => resume === void 0 ? `backfill ${environment} ${dates ?? ""} ${tables ?? ""}`.trim() : `resume ${resume} of ${environment}`;
/** For the job summary: what was started and where to look, and what was not, because it waits already. */
const renderStarted = (started) => started.length === 0 ? "Nothing was started.\n" : `${started.map(startedLine).join("\n")}\n`;
function startedLine({ dispatch, url, because }) {
	const what = quoted(dispatchWords(dispatch));
	const where = url === null ? "" : `: ${url}`;
	return because === null ? `- Started ${what}${where}` : `- Not started: ${what}. ${quoted(because.title)} has not ended (${quoted(because.status)})${where}`;
}
/** For the job summary: what nobody approved in time. */
const renderExpired = (expired) => expired.length === 0 ? "No repair has waited too long for an approval.\n" : `${expired.map(({ run, told }) => `- Cancelled ${quoted(run.title)}: ${run.url}${told === null ? "" : `, and said so on issue ${told}`}`).join("\n")}\n`;
/** For the job summary of the watchdog. */
const renderWatchdog = ({ late, fine }) => `## Schedules\n\n${[...late, ...fine].map((line) => `- ${line}`).join("\n")}\n`;

export { renderExpired, renderStarted, renderWatchdog, renderWatched, watchOutputs };