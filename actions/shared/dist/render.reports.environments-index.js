import { array, date, int, number$1 as number, object, string } from "./every-action.js";
import { TRAINING_STATES } from "./findings.assess.assess.js";
import { PRIORITIES, isReportsFolder } from "./pipeline.rhythm.js";
import { quoted, table } from "./render.text.markdown.js";
import { instantText, listed, oneDecimal, wording } from "./grid.slice.js";

/** What of a run.json the index shows; of any version that has it. */
const LatestSchema = object({
	environment: string(),
	asOf: string(),
	range: object({
		first: date(),
		last: date()
	}),
	gameDates: int(),
	training: string(),
	averageScore: number().nullable(),
	cells: object({ unknown: int() }),
	findings: array(object({ priority: string() }))
});
/** Null for what is no run.json. */
function latestIn(runJson) {
	try {
		return LatestSchema.safeParse(JSON.parse(runJson)).data ?? null;
	} catch {
		return null;
	}
}
/** The page of each environment first: it links the rest. */
const LINKS = [
	["README.md", "overview"],
	["latest/HANDOFF.md", "handoff"],
	["latest/SEASON.md", "season"],
	["latest/gaps.csv", "gaps"],
	["history/health_history.csv", "history"]
];
const BADGE = "latest/badge.svg";
/** Whether these are there decides what is linked, from the folder of an environment. */
const INDEXED_FILES = [...LINKS.map(([file]) => file), BADGE];
/** README.md of the root: each environment's state, with links. */
function renderEnvironmentsIndex(reports) {
	const sorted = reports.filter(({ folder }) => folder === "" || isReportsFolder(folder)).sort((a, b) => a.folder < b.folder ? -1 : 1);
	const header = [...[
		"environment",
		"training",
		"average score",
		"game dates",
		"as of",
		"findings"
	], ...["unknown cells", "read"]];
	return `${[
		"# Reports",
		"<!-- Written by each validation; edits here are lost. -->",
		"Each environment has a folder of its own, and no run writes into the folder of another.",
		sorted.length === 0 ? "Nothing has been validated yet." : table(header, sorted.map(rowOf))
	].join("\n\n")}\n`;
}
function rowOf(reports) {
	const { folder, latest, has } = reports;
	const links = LINKS.filter(([file]) => has(file) && (folder !== "" || file !== "README.md")).map(([file, word]) => `[${word}](${inFolder(folder, file)})`);
	const read = listed(links);
	if (latest === null) return [
		folder === "" ? "of an earlier version" : wording(folder),
		"UNKNOWN: `run.json` cannot be read",
		"",
		"",
		"",
		"",
		"",
		read
	];
	const { environment, training, averageScore, range, gameDates, asOf, cells, findings } = latest;
	const of = (priority) => findings.filter((one) => one.priority === priority).length;
	const known = TRAINING_STATES.find((state) => state === training);
	return [
		folder === "" || folder === environment ? wording(environment) : `${wording(folder)} (${wording(environment)})`,
		known !== void 0 && has(BADGE) ? `![Training ${known}](${inFolder(folder, BADGE)})` : known ?? quoted(training),
		averageScore === null ? "no score" : oneDecimal(averageScore),
		`${gameDates}, ${range.first} to ${range.last}`,
		instantText(asOf),
		PRIORITIES.map((priority) => `${of(priority)} ${priority}`).join(", "),
		String(cells.unknown),
		read
	];
}
const inFolder = (folder, file) => folder === "" ? file : `${folder}/${file}`;

export { INDEXED_FILES, latestIn, renderEnvironmentsIndex };