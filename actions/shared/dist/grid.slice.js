import { isPresent, printRange } from "./every-action.js";
import { boundedAverage, isCertain, reportedAverage, requiredCells, roundScore, runsOf } from "./findings.assess.criteria.js";
import { quoted } from "./render.text.markdown.js";

/** The days by a key, in the order in which the keys first come. The range of a part is from its first to its last day. */
function sliceBy({ grid, scores }, keyOf) {
	const indexes = /* @__PURE__ */ new Map();
	grid.days.forEach((day, index) => {
		const known = indexes.get(keyOf(day));
		if (known === void 0) indexes.set(keyOf(day), [index]);
		else known.push(index);
	});
	return new Map([...indexes].map(([key, some]) => {
		const pick = (all) => some.flatMap((index) => all[index] ?? []);
		const days = pick(grid.days);
		const columns = new Map([...grid.columns].map(([id, cells]) => [id, pick(cells)]));
		const range = {
			first: days[0]?.date ?? grid.range.first,
			last: days.at(-1)?.date ?? grid.range.last
		};
		return [key, {
			grid: {
				...grid,
				range,
				days,
				columns
			},
			scores: pick(scores)
		}];
	}));
}
const seasonsOf = (slice) => sliceBy(slice, ({ season }) => season);
/** Keys as in 2024-10. */
const monthsOf = (slice) => sliceBy(slice, ({ date }) => date.slice(0, 7));
const gamesOf = ({ grid }) => grid.days.reduce((sum, { games }) => sum + games.length, 0);
/** Null where nothing is expected on any of the dates. */
const averageOf = ({ scores }) => boundedAverage(scores);
/** What each stage costs, in the pipeline's order; stages without any value are left out. */
function stageLosses({ grid, scores }) {
	const scored = scores.filter(({ value }) => value !== null);
	return grid.pipeline.score.stages.flatMap(({ id }) => {
		let [sum, lost, dates, known] = [
			0,
			0,
			0,
			0
		];
		for (const { stages } of scored) {
			const value = stages.find((stage) => stage.id === id)?.value ?? null;
			if (value === null) continue;
			known += 1;
			sum += value;
			lost += (100 - value) / stages.filter((stage) => stage.value !== null).length;
			if (value < 100) dates += 1;
		}
		const unknown = scores.filter(({ stages }) => stages.some((stage) => stage.id === id && stage.state === "unknown")).length;
		if (known === 0) return [];
		return [{
			stage: id,
			average: sum / known,
			lost: lost / scored.length,
			dates,
			unknown
		}];
	});
}

const HARMLESS = /^[\p{L}\p{N}][\p{L}\p{N} .,:;()'/%+_-]*$/u;
const LINKED = /www\.|:\/\/|:[\w+-]+:|\bGH-\d|\b[0-9a-f]{7,40}\b|__|(^|\s)_|_(\s|$)/i;
/** Text of the configuration: as it stands where GitHub can make nothing of it, else as inline code. */
const wording = (text) => text.length <= 300 && HARMLESS.test(text) && !LINKED.test(text) ? text : quoted(text);
/** A table's id stays as it is written. */
const capital = (text) => /^[a-z0-9]*_/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
const oneDecimal = (value) => roundScore(value).toFixed(1);
/** "88.7 %"; with its upper bound where what could not be read may be there as well. */
function completionText({ grid }) {
	const days = requiredCells(grid);
	if (days.length === 0) return "nothing expected";
	const where = (isThere) => days.filter((cells) => cells.every(isThere)).length;
	const read = where(isPresent);
	const best = where((cell) => isPresent(cell) || cell.state === "unknown");
	const least = share(read, days.length);
	return read === best ? least : `${least} to ${share(best, days.length)}`;
}
const share = (part, whole) => whole === 0 ? "" : `${oneDecimal(part / whole * 100)} %`;
/** "77.1", "77.1 (71.0 to 83.2)" where something could not be read, or that there is none. */
function scoreText(score) {
	if (score === null) return "nothing expected";
	const bounds = `${oneDecimal(score.low)} to ${oneDecimal(score.high)}`;
	if (score.value === null) return `UNKNOWN (${bounds})`;
	return isCertain(score) ? oneDecimal(score.value) : `${oneDecimal(score.value)} (${bounds})`;
}
/** The average score as every report prints it, with its bounds where something is unknown. */
function averageWords(slice) {
	const average = averageOf(slice);
	return average === null || average.value === null ? "unknown" : scoreText(average);
}
/** The average of a CSV by its own scores, which the operators do not cap; nothing for a grid of a warehouse. */
function reportedAverageText(grid) {
	const average = reportedAverage(grid);
	if (average === null) return [];
	const { value, dates } = average;
	const some = dates === grid.days.length ? "" : ` (of ${dates} of ${grid.days.length} dates)`;
	return [`${oneDecimal(value)}${some}`];
}
/** "2024-10-22..2024-11-04 (14), 2024-12-25, and 3 more runs in gaps.csv". */
function runsText(runs, limit = 12) {
	const shown = runs.slice(0, limit).map((run) => {
		const n = typeof run.dates === "number" ? run.dates : run.dates.length;
		return n === 1 ? printRange(run) : `${printRange(run)} (${n})`;
	});
	const more = runs.length - shown.length;
	return [...shown, ...more > 0 ? [`and ${more} more ${more === 1 ? "run" : "runs"} in gaps.csv`] : []].join(", ");
}
/** "2026-01-26T12:00:00Z"; text that is no instant as inline code. */
function instantText(instant) {
	const at = new Date(instant);
	return Number.isNaN(at.getTime()) ? quoted(String(instant)) : at.toISOString().replace(".000Z", "Z");
}
const datesText = (dates, days, limit) => runsText(runsOf(dates, days), limit);
/** "a", "a and b", "a, b and c". */
const listed = (parts) => parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
/** As the reports print it; of a record that was written before bounds were kept, without them. */
function recordedAverage({ averageScore: value, averageBounds }) {
	if (value === null) return "no score";
	return averageBounds === void 0 ? oneDecimal(value) : scoreText({
		...averageBounds,
		value
	});
}

export { averageOf, averageWords, capital, completionText, datesText, gamesOf, instantText, listed, monthsOf, oneDecimal, recordedAverage, reportedAverageText, runsText, scoreText, seasonsOf, share, stageLosses, wording };