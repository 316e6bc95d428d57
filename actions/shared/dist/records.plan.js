import { DateSchema } from "./dates.schema.js";
import { datetime } from "./pipeline.readings.js";
import { TRAINING_STATES } from "./findings.assess.assess.js";
import { _enum, addDays, array, boolean, dateRange, int, lastEndedDay, literal, number$1 as number, strictObject, string, union } from "./every-action.js";

/** What a person asked to be repaired. Empty lists mean no restriction. */
const SelectionSchema = strictObject({
	dates: array(strictObject({
		first: DateSchema,
		last: DateSchema
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

const ref = {
	table: string(),
	date: DateSchema
};
const count = int().nonnegative();
/** A repair before it runs: immutable, and known by the hash over its cells, its configuration and its evidence. */
const PlanSchema = strictObject({
	schemaVersion: literal(1),
	id: string(),
	hash: string(),
	environment: string(),
	asOf: datetime(),
	configHash: string(),
	/** Over the declarations of the plan's own tables. */
	tablesHash: string(),
	/** What was asked for, so that the same can be planned again. */
	selection: SelectionSchema,
	batchSize: count,
	includeWarmUp: boolean(),
	/** In the order in which they run within a batch: table by table along the graph, then by date. */
	cells: array(strictObject({
		...ref,
		because: string(),
		state: string(),
		rows: count.nullable(),
		/** Rows that are taken out, by game; null for all of the date. Not given for a cell that is rebuilt. */
		remove: strictObject({ games: array(string()).nullable() }).optional()
	})),
	canary: array(DateSchema),
	refused: array(strictObject({
		...ref,
		rule: string(),
		evidence: string(),
		override: string().nullable()
	})),
	blocked: array(strictObject({
		...ref,
		by: array(string())
	})),
	becomesStale: array(strictObject(ref)),
	predicted: strictObject({
		training: _enum(TRAINING_STATES),
		trainingAfter: _enum(TRAINING_STATES),
		average: number().nullable(),
		averageAfter: number().nullable(),
		dates: array(strictObject({
			date: DateSchema,
			before: number().nullable(),
			after: number().nullable()
		}))
	}),
	estimate: strictObject({
		minutes: number().nullable(),
		basis: _enum([
			"measured",
			"declared",
			"unknown"
		]),
		/** GitHub rounds each job up to a minute: one job a date, and one a batch. */
		billedMinutesByDate: count.nullable(),
		billedMinutesByBatch: count.nullable(),
		/** What the warehouse bills for its looks and statements; null where it bills nothing, or nobody asked. */
		bytes: count.nullable().default(null),
		usd: number().nullable().default(null),
		/** Statements whose own dates were asked for, of all; the others count as the dearest of their table. */
		dryRuns: strictObject({
			asked: count,
			statements: count
		}).nullable().default(null),
		/** What `bytes` leaves out. `mostBytes`: the engine lets it bill no more; null where somebody else pays. */
		unpriced: array(strictObject({
			table: string(),
			why: string(),
			mostBytes: count.nullable()
		})).default([])
	})
});

export { EVERYTHING, FOREIGN, PlanSchema, recentSelection };