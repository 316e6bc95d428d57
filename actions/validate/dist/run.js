import { WHERE, actionProgress, annotateErrors, printRange, someRanges } from "../../shared/dist/every-action.js";
import { runValidate } from "../../shared/dist/jobs.validate.run-validate.js";
import { listedDays, stateText } from "../../shared/dist/findings.assess.gate.js";
import { boundedAverage, isCertain, roundScore } from "../../shared/dist/findings.assess.criteria.js";
import { count, onDates, quoted, table } from "../../shared/dist/render.text.markdown.js";
import { countedText, headline, waiverNotes, waiverSentence, waiverWords } from "../../shared/dist/advice.phases.js";
import { costText } from "../../shared/dist/render.text.cost.js";
import { averageWords, capital } from "../../shared/dist/grid.slice.js";

/** The action's outputs, by the names of its action.yml. */
function validateOutputs({ training, average, grid, scores, counts, unknownCells }, paths, exitCode) {
	return {
		"exit-code": String(exitCode),
		"training-state": training,
		"average-score": average === null ? "" : roundScore(average).toFixed(1),
		"date-count": String(listedDays(grid.days).length),
		"average-bounds": boundsText(boundedAverage(scores)),
		"p0-count": String(counts.P0),
		"p1-count": String(counts.P1),
		"p2-count": String(counts.P2),
		"unknown-cells": String(unknownCells),
		"health-csv": paths.healthCsv,
		"gaps-csv": paths.gapsCsv,
		"run-json": paths.runJson,
		handoff: paths.handoff
	};
}
const boundsText = (average) => average === null || isCertain(average) ? "" : `${roundScore(average.low).toFixed(1)} to ${roundScore(average.high).toFixed(1)}`;
/** Why the step fails, or null. */
function validateFailure(assessment, exitCode) {
	if (exitCode === 0) return null;
	if (exitCode === 3) return `${count(assessment.unread.length, "table")} could not be read: ${assessment.unread.map(({ table }) => table).join(", ")}.`;
	const { P0, P1, P2 } = assessment.counts;
	return `Training is ${stateText(assessment.readiness)}: ${P0} P0, ${P1} P1, ${P2} P2 findings.`;
}

/** The job summary: the headline, the findings and where the rest is. One screen, far below GitHub's limit. */
function renderSummary(assessment, cost, counted) {
	const { findings, unread } = assessment;
	const notes = waiverNotes(assessment.grid).map((note) => `- ${waiverSentence(note, quoted(waiverWords(note.waiver)))}.`);
	const rows = findings.map(({ priority, title, dates, runs }) => [
		priority,
		title,
		String(dates.length),
		whereText(runs, 5)
	]);
	return [
		`## Training ${stateText(assessment.readiness)}`,
		headline(assessment),
		`Average health score ${averageWords(assessment)}.`,
		...unread.length === 0 ? [] : [`**UNKNOWN: ${count(unread.length, "table")} could not be read; see HANDOFF.md.**`],
		...counted === void 0 ? [] : [`${quoted(capital(countedText(counted)))}.`],
		...cost === void 0 ? [] : [`${costText(cost)}.`],
		rows.length === 0 ? "No findings." : table([
			"priority",
			"finding",
			"dates",
			"where"
		], rows),
		...notes.length === 0 ? [] : [notes.join("\n")],
		""
	].join("\n\n");
}
/** The first runs, and how many game dates the others have. */
const whereText = (runs, most) => someRanges(runs, most, ({ dates }) => dates.length);
/** One line a P0 finding, for annotations. */
const p0Messages = ({ findings, grid }) => findings.filter(({ priority }) => priority === "P0").map(({ title, dates, runs }) => [`P0 (${grid.environment}): ${title}${onDates(dates, " on ", "game date")}`, ...runs.map(printRange)].join(", "));

/** Reads every table, and writes the reports. */
async function validate({ token, identity, redact: _, scheduleZone, ...inputs }) {
	if (token !== void 0) {
		const { rememberIssues } = await import("./issues.js");
		await rememberIssues({
			token,
			identity,
			...inputs
		});
	}
	const { hostRun, dueAt } = await import("../../shared/dist/hosts.host-run.exports.js");
	const due = dueAt(scheduleZone, /* @__PURE__ */ new Date());
	const result = await runValidate({
		...inputs,
		...WHERE,
		hostRun: {
			...hostRun(inputs.environment),
			dueAt: due
		}
	}, actionProgress);
	annotateErrors(p0Messages(result.assessment));
	return {
		outputs: validateOutputs(result.assessment, result.paths, result.exitCode),
		summary: renderSummary(result.assessment, result.record.cost, result.record.counted),
		failure: validateFailure(result.assessment, result.exitCode)
	};
}

export { validate };