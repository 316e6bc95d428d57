import { array, int, number$1 as number, object, string } from "./every-action.js";
import { date } from "./pipeline.readings.js";
import { TRAINING_STATES } from "./findings.assess.assess.js";
import { PRIORITIES, isReportsFolder } from "./pipeline.rhythm.js";
import { quoted, table } from "./render.text.markdown.js";
import { instantText, listed, oneDecimal, wording } from "./grid.slice.js";

const PICTURES = {
	light: "latest/heatmap-light.svg",
	dark: "latest/heatmap-dark.svg"
};
const BADGE = "latest/badge.svg";
/** Every file of an environment's reports, in the order of reading. */
const REPORT_FILES = [
	{
		path: "latest/HANDOFF.md",
		about: "what is wrong and what to do next, to act from alone"
	},
	{
		path: "latest/SEASON.md",
		about: "each season by band, month, stage, phase and table; its worst dates"
	},
	{
		path: "latest/health.csv",
		about: "a row a game date: score and counts, 20 columns"
	},
	{
		path: "latest/gaps.csv",
		about: "a row a cell (date and table) that is not as it should be, with why"
	},
	{
		path: "latest/run.json",
		about: "this validation for programs"
	},
	{
		path: "latest/cause-runs.json",
		about: "the findings by cause, for the job that keeps issues"
	},
	{
		path: "latest/observed.json",
		about: "what the tables answered, for the next validation; only with metadataFirst",
		isAside: true
	},
	{
		path: PICTURES.light,
		about: "the calendar, a field a date, for light pages"
	},
	{
		path: PICTURES.dark,
		about: "the calendar, a field a date, for dark pages",
		isAside: true
	},
	{
		path: BADGE,
		about: "state and average score as a picture",
		isAside: true
	},
	{
		path: "latest/badge.json",
		about: "the same for shields.io's endpoint badge, which can read public places only",
		isAside: true
	},
	{
		path: "history/health_history.csv",
		about: "a row a run"
	},
	{
		path: "history/costs.csv",
		about: "what each run was estimated to bill, and what it billed",
		isAside: true
	},
	{
		path: "handoffs/",
		about: "dated copies of the handoff",
		isAside: true
	},
	{
		path: "backfills/",
		about: "what each backfill did",
		isAside: true
	}
];

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
		known !== void 0 && has("latest/badge.svg") ? `![Training ${known}](${inFolder(folder, BADGE)})` : known ?? quoted(training),
		averageScore === null ? "no score" : oneDecimal(averageScore),
		`${gameDates}, ${range.first} to ${range.last}`,
		instantText(asOf),
		PRIORITIES.map((priority) => `${of(priority)} ${priority}`).join(", "),
		String(cells.unknown),
		read
	];
}
const inFolder = (folder, file) => folder === "" ? file : `${folder}/${file}`;

export { BADGE, INDEXED_FILES, PICTURES, REPORT_FILES, latestIn, renderEnvironmentsIndex };