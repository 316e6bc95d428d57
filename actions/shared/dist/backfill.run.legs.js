import { DateSchema } from "./dates.schema.js";
import { array, boolean, int, keyOf, literal, reads, strictObject, string } from "./every-action.js";
import { PlanSchema } from "./records.plan.js";
import { canaryCells } from "./backfill.plan.canary.js";

/** GitHub makes at most 256 jobs of a matrix in one run; the rest of the workflow has some of its own. */
const MAX_LEGS = 240;
/** One job of the workflow: the planned cells of one pipeline phase on these dates. */
const LegSchema = strictObject({
	id: string().regex(/^p\d-\d{3}$/),
	/** The pipeline phase's number. */
	phase: int().positive(),
	dates: array(DateSchema).min(1)
});
/** Who approved a run by a comment, and whether it was their own: a team of one. */
const ApprovedBySchema = strictObject({
	by: string().max(60),
	self: boolean()
});
/** What the jobs of one repair share: the plan, its run and its legs. */
const RepairSchema = strictObject({
	schemaVersion: literal(1),
	run: string().regex(/^b-[A-Za-z0-9-]+$/),
	plan: PlanSchema,
	allowShrink: boolean(),
	datesPerJob: int().positive(),
	legs: array(LegSchema),
	/** The number of the issue that it is for; null for none. Earlier ones do not say. */
	issue: int().positive().nullable().default(null),
	/** Why a person had to approve it before its jobs began; empty where nobody had to. */
	approval: array(string()).default([]),
	/** Logins of those who asked for it; earlier ones do not say. */
	askedBy: array(string()).default([]),
	/** Who approved it by a comment; null where nobody did, or another way. */
	approvedBy: ApprovedBySchema.nullable().default(null),
	/** The id of the plan that was asked for, where that is another by now: nothing of it may be run. Null: it may. */
	drifted: string().nullable().default(null)
});
/**
* Shares the plan's cells out over legs, phase by phase; the canary's are not among them. One date a job while they
* all fit into one run, else as few more as are needed; `datesPerJob` asks for a number. A phase whose tables read
* earlier dates of one another that are in the plan too has one leg: side by side they would read what is not there.
*/
function planLegs(plan, declared, datesPerJob) {
	const canary = canaryCells(plan, declared.tables);
	const cells = plan.cells.filter((cell) => !canary.has(keyOf(cell)));
	const phases = [...Map.groupBy(cells, (cell) => phaseOf(declared, cell.table))].sort(([a], [b]) => a - b).map(([phase, own]) => ({
		phase,
		dates: [...new Set(own.map((cell) => cell.date))].sort(),
		isChain: isChain(declared, own)
	}));
	const jobs = (size) => phases.reduce((sum, { dates, isChain: one }) => sum + (one ? 1 : Math.ceil(dates.length / size)), 0);
	let size = datesPerJob ?? 1;
	while (jobs(size) > 240) size += 1;
	return {
		legs: phases.flatMap(({ phase, dates, isChain: one }) => {
			const step = one ? Math.max(1, dates.length) : size;
			return Array.from({ length: Math.ceil(dates.length / step) }, (_, index) => ({
				id: `p${phase}-${String(index + 1).padStart(3, "0")}`,
				phase,
				dates: dates.slice(index * step, (index + 1) * step)
			}));
		}),
		datesPerJob: size
	};
}
/** The plan's cells that a part is to run. Throws for a part that the repair does not have. */
function cellsOf({ plan, legs }, declared, part) {
	if (part === "all") return plan.cells;
	const canary = canaryCells(plan, declared.tables);
	if (part === "canary") return plan.cells.filter((cell) => canary.has(keyOf(cell)));
	const leg = legs.find(({ id }) => id === part);
	if (leg === void 0) throw new Error(`The repair has no part "${part}".`);
	return plan.cells.filter((cell) => !canary.has(keyOf(cell)) && phaseOf(declared, cell.table) === leg.phase && leg.dates.includes(cell.date));
}
function phaseOf({ pipeline, tables }, id) {
	const table = tables.find((one) => one.id === id);
	const phase = pipeline.phases.find((one) => one.id === table?.phase);
	if (phase === void 0) throw new Error(`The plan has a table "${id}" without a phase.`);
	return phase.number;
}
function isChain({ tables }, cells) {
	const ids = new Set(cells.map(({ table }) => table));
	return tables.some(({ id, upstream }) => ids.has(id) && upstream.some(({ table, window }) => ids.has(table) && window.from > 0 && cells.some((cell) => cell.table === id && cells.some((other) => other.table === table && other.date !== cell.date && reads(window, cell.date, other.date)))));
}

export { RepairSchema, cellsOf, phaseOf, planLegs };