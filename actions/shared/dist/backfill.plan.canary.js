import { keyOf, reads } from "./grid.cascade.js";

/** Representative dates to try first: the earliest, the latest, the worst scored, the middle, then evenly between. */
function chooseCanary({ grid, scores }, cells, size) {
	const dates = [...new Set(cells.map(({ date }) => date))].sort();
	if (size === 0 || dates.length <= size) return [];
	const score = new Map(grid.days.map(({ date }, index) => [date, scores[index]?.low ?? 0]));
	const worst = [...dates].sort((a, b) => (score.get(a) ?? 0) - (score.get(b) ?? 0));
	const middle = dates[Math.floor(dates.length / 2)];
	const step = dates.length / (size + 1);
	const between = Array.from({ length: size }, (_, n) => dates[Math.floor((n + 1) * step)]);
	const candidates = [
		dates[0],
		dates.at(-1),
		worst[0],
		middle,
		...between,
		...dates
	];
	return [...new Set(candidates.filter((one) => one !== void 0))].slice(0, size).sort();
}
/**
* The cells of the canary's dates that read nothing which the plan fills outside the canary: run before their
* upstreams, they would be stale as soon as those are filled. Keys as of `keyOf`.
*/
function canaryCells(plan, tables) {
	const upstreams = new Map(tables.map(({ id, upstream }) => [id, upstream]));
	const chosen = /* @__PURE__ */ new Set();
	for (const cell of plan.cells) {
		if (!plan.canary.includes(cell.date)) continue;
		if (!plan.cells.some((other) => !chosen.has(keyOf(other)) && (upstreams.get(cell.table) ?? []).some(({ table, window }) => table === other.table && reads(window, cell.date, other.date)))) chosen.add(keyOf(cell));
	}
	return chosen;
}

const OPEN = "<!-- notes -->";
const CLOSE = "<!-- /notes -->";
const HEADING = "## Notes";
const HOW = "Write between the two marker lines, in any form: who has it, what was tried, what was decided. The next handoff keeps it as it is.";
const HOW_IN_ISSUES = "Write between the two marker lines, which show when the text is edited: what was tried, what was decided. It stays as it is; the rest of the text is written anew.";
const HOWS = [HOW, HOW_IN_ISSUES];
const WARNING = "**The markers around these notes were not in pairs: everything that may be a note was kept. Take out what is none.**";
/** The last section: what people wrote, between markers that stand alone on their lines, and how to add to it. */
const renderNotes = (notes, how = HOW) => [
	HEADING,
	how,
	`${OPEN}\n${notes === null || notes === "" ? "" : `${notes}\n`}${CLOSE}`
].join("\n\n");
/** The same of an issue's text. */
const renderIssueNotes = (notes) => renderNotes(notes, HOW_IN_ISSUES);
/**
* The notes of an earlier handoff: what stands between the outermost markers, with what somebody wrote before or after
* them in the same section; null where there is nothing. Markers within are part of the notes while they are in pairs.
* Where they are not, the whole section is kept, or the whole file if that has no such section, without the stray
* markers and under a warning: rather too much than a note lost.
*/
function keptNotes(handoff) {
	const lines = handoff.split(/\r?\n/);
	const places = lines.flatMap((line, at) => {
		const marker = line.trim();
		return marker === OPEN || marker === CLOSE ? [{
			at,
			opens: marker === OPEN
		}] : [];
	});
	const [first, last] = [places[0], places.at(-1)];
	const isHeading = (line) => line.trim() === HEADING;
	const heading = lines.slice(0, first?.at).findLastIndex(isHeading);
	if (first === void 0 || last === void 0) return heading === -1 ? null : trimmed(warned(lines.slice(heading + 1)));
	if (!arePaired(places)) return trimmed(warned(lines.slice(heading === -1 && first.opens ? first.at + 1 : heading + 1)));
	const inside = trimmed(lines.slice(first.at + 1, last.at));
	if (heading === -1) return inside;
	const parts = [
		trimmed(lines.slice(heading + 1, first.at).filter((line) => !HOWS.includes(line.trim()))),
		inside,
		trimmed(lines.slice(last.at + 1))
	].filter((part) => part !== null);
	return parts.length === 0 ? null : parts.join("\n\n");
}
/** Every marker closes one that was opened before it, and nothing stands open at the end. */
function arePaired(places) {
	let depth = 0;
	for (const { opens } of places) {
		depth += opens ? 1 : -1;
		if (depth < 0) return false;
	}
	return depth === 0;
}
function warned(lines) {
	const kept = lines.filter((line) => ![
		OPEN,
		CLOSE,
		WARNING,
		...HOWS
	].includes(line.trim()));
	return kept.every((line) => line.trim() === "") ? [] : [
		WARNING,
		"",
		...kept
	];
}
/** Empty lines at both ends are nobody's note. */
function trimmed(lines) {
	const isText = (line) => line.trim() !== "";
	const [from, to] = [lines.findIndex(isText), lines.findLastIndex(isText)];
	return from === -1 ? null : lines.slice(from, to + 1).join("\n");
}
/** The notes of the newest handoff and of a dated copy that is about to be replaced: both, once. */
function joinedNotes(one, other) {
	if (one === null || other === null) return one ?? other;
	if (one.includes(other)) return one;
	return other.includes(one) ? other : `${one}\n\n${other}`;
}

export { canaryCells, chooseCanary, joinedNotes, keptNotes, renderIssueNotes, renderNotes };