import { addDays, array, boolean, date as date$1, dateRange, int, lastEndedDay, literal, strictObject, string, union } from "./every-action.js";

const date = date$1().transform((text) => text);
/** What a person asked to be repaired. Empty lists mean no restriction. */
const SelectionSchema = strictObject({
	dates: array(strictObject({
		first: date,
		last: date
	})),
	tables: array(string()),
	/** Pipeline phases, by number. */
	phases: array(int()),
	planPhases: array(union([
		literal(1),
		literal(2),
		literal(3),
		literal(4)
	])),
	/** Complete cells of the selection too. */
	force: boolean(),
	/** Newest dates that are still allowed to fill by themselves. */
	withinGrace: boolean(),
	/** Nothing of dates within the grace, not even what is there only in part. */
	pastGraceOnly: boolean().default(false),
	includeWarmUp: boolean(),
	/** Take misplaced rows out too. */
	removeStrays: boolean().default(false),
	withUpstream: boolean(),
	withDownstream: boolean()
});
const EVERYTHING = {
	dates: [],
	tables: [],
	phases: [],
	planPhases: [],
	force: false,
	withinGrace: false,
	pastGraceOnly: false,
	includeWarmUp: false,
	removeStrays: false,
	withUpstream: false,
	withDownstream: false
};
/** The newest `days` calendar days that have ended, their raw sources and what is there in part. */
function recentSelection(asOf, days, timeZone) {
	const last = lastEndedDay(asOf, timeZone);
	return {
		...EVERYTHING,
		dates: [dateRange(addDays(last, 1 - days), last)],
		pastGraceOnly: true
	};
}
/** Why a cell is run whose rows are somebody else's: what its producer finds there must not be kept. */
const FOREIGN = "changed-outside";

export { EVERYTHING, FOREIGN, SelectionSchema, recentSelection };