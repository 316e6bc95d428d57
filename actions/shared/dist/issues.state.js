import { array, int, literal, strictObject, string } from "./every-action.js";
import { date, datetime } from "./pipeline.readings.js";

const StopSchema = strictObject({
	by: string().regex(/^[A-Za-z0-9_-]{1,39}$/),
	at: datetime(),
	/** GitHub's numbers, and which attempt of each. */
	runs: array(strictObject({
		id: int().positive(),
		attempt: int().positive()
	})).min(1).max(20)
});
/** What a body asks of this attempt; null for nothing. */
function stopOf(body, { id, attempt }) {
	const stop = readState(body)?.stop;
	const isAsked = stop?.runs.some((one) => one.id === id && one.attempt === attempt) === true;
	return stop === void 0 || !isAsked ? null : {
		by: stop.by,
		at: stop.at
	};
}
/**
* What an issue remembers between two looks, in a hidden comment of its body beside the marker of its target
* (src/issues/marker.ts). Whoever changes a body keeps it.
*/
const IssueStateSchema = strictObject({
	v: literal(1),
	/** A phase's or a table's id: what the finding is about. Null on the rolling issue of what is not urgent. */
	subject: string().regex(/^[a-z][a-z0-9_]{0,60}$/).nullable(),
	/** Validations in a row, each of another run, that observed all its cells and found none broken. */
	clean: int().min(0).max(100),
	/** The run of the newest of them, so that one run is not counted twice. */
	cleanRun: string().max(200).nullable(),
	/** When the look was made that the issue was written by last; an older look changes nothing. */
	lookedAt: datetime().optional(),
	/** From when to when its cells were seen broken; not given by issues of earlier versions. `until` is null while they are. */
	broken: strictObject({
		since: datetime(),
		until: datetime().nullable()
	}).optional(),
	/** Closed by a person as not planned: it is left closed through this day. */
	restsUntil: date().optional(),
	/** Material changes so far: part of the key of the comment about the next one, so that it is said once. */
	changes: int().min(0).default(0),
	/** Somebody knows, until the day ends in the pipeline's time zone. */
	ack: strictObject({
		by: string().regex(/^[A-Za-z0-9_-]{1,39}$/),
		until: date(),
		reason: string().max(500)
	}).nullable(),
	/** The repair that was started last for its cells, such as b-20260126T120000Z-1a2b3c. */
	run: string().regex(/^b-[A-Za-z0-9-]{1,80}$/).nullable(),
	/** Somebody asked by /stop that these workflow runs end; nothing where nobody did. An attempt later goes on. */
	stop: StopSchema.optional()
});
const OPEN = "<!-- nba-pipeline-ops state ";
const CLOSE = " -->";
const newState = (subject) => ({
	v: 1,
	subject,
	clean: 0,
	cleanRun: null,
	changes: 0,
	ack: null,
	run: null
});
/** One line that GitHub does not show. What could end a comment of HTML, or begin another, is written as an escape of JSON. */
const printState = (state) => `${OPEN}${JSON.stringify(IssueStateSchema.parse(state)).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e")}${CLOSE}`;
/** The first state of a body; null without one, or where it is not what we write. */
function readState(body) {
	const start = body.indexOf(OPEN);
	const end = body.indexOf(CLOSE, start);
	if (start < 0 || end < 0) return null;
	try {
		const value = JSON.parse(body.slice(start + 28, end));
		return IssueStateSchema.safeParse(value).data ?? null;
	} catch {
		return null;
	}
}
/** The body with its state replaced; the same body where it has none. */
function withState(body, state) {
	const start = body.indexOf(OPEN);
	const end = body.indexOf(CLOSE, start);
	if (start < 0 || end < 0) return body;
	return `${body.slice(0, start)}${printState(state)}${body.slice(end + 4)}`;
}

export { newState, printState, readState, stopOf, withState };