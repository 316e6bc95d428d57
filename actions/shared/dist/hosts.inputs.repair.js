import { UserError, ValidateInputs, _enum, boolean, dateInput, dateRange, instantInput, lineInput, number, parseDateList, parsed, strictObject, wholeInput } from "./every-action.js";
import { EVERYTHING } from "./records.selection.js";

const WAREHOUSE = ValidateInputs.pick({
	environment: true,
	pipeline: true,
	project: true,
	lockWait: true
}).extend({ asOf: instantInput.optional() }).shape;
const { budget } = ValidateInputs.shape;
const ids = parsed((text) => text.split(",").map((part) => {
	const id = part.trim();
	if (!/^[a-z][a-z0-9_]*$/.test(id)) throw new UserError(`"${part}" is not a table's id; write ids with commas, such as psza,tdza.`);
	return id;
}));
const numbersTo = (most, what) => parsed((text) => text.split(",").map((part) => {
	const number = Number(part.trim());
	if (part.trim() === "" || !Number.isInteger(number) || number < 1 || number > most) throw new UserError(`"${part}" is not a ${what}; write numbers from 1 to ${most} with commas.`);
	return number;
}));
/** Shorter ones say nothing to whoever reads them later. */
const LEAST_REASON = 8;
const SELECTION = {
	start: dateInput.optional(),
	end: dateInput.optional(),
	dates: parsed(parseDateList).optional(),
	tables: ids.optional(),
	phase: numbersTo(9, "pipeline phase").optional(),
	planPhase: numbersTo(4, "plan phase").optional(),
	force: boolean().default(false),
	includeWarmUp: boolean().default(false),
	removeStrays: boolean().default(false),
	withUpstream: boolean().default(false),
	withDownstream: boolean().default(false),
	batchSize: wholeInput(1, 400).optional(),
	canary: wholeInput(0, 5).default(3)
};
const PlanInputs = strictObject({
	...WAREHOUSE,
	budget,
	...SELECTION,
	save: lineInput.optional()
});
const BackfillInputs = strictObject({
	...WAREHOUSE,
	budget,
	...SELECTION,
	plan: lineInput.optional(),
	replan: boolean().default(false),
	resume: lineInput.optional(),
	allowShrink: boolean().default(false),
	dryRun: boolean().default(false),
	out: lineInput.default("reports")
});
const RecentInputs = strictObject({
	...WAREHOUSE,
	budget,
	days: wholeInput(1, 60).default(3),
	dryRun: boolean().default(false),
	out: lineInput.default("reports")
});
const ImportInputs = strictObject({
	...WAREHOUSE,
	table: lineInput.default("nbac_gamebook"),
	force: boolean().default(false),
	allowShrink: boolean().default(false),
	out: lineInput.default("reports")
});
const RunInputs = strictObject({
	...WAREHOUSE,
	out: lineInput.default("reports")
});
const AcceptInputs = strictObject({
	...WAREHOUSE,
	reason: lineInput.refine((text) => text.trim().length >= LEAST_REASON, `must say why, in ${LEAST_REASON} letters or more`),
	by: lineInput.refine((text) => text.trim().length >= 2, "must name a person")
});
const GateInputs = strictObject({
	...WAREHOUSE,
	budget,
	start: dateInput.optional(),
	end: dateInput.optional(),
	tables: ids.optional(),
	require: _enum([
		"unblocked",
		"ready",
		"complete"
	]).default("unblocked"),
	evidence: lineInput.optional(),
	out: lineInput.default("reports"),
	maxAge: number("must be a number of hours").positive("must be positive").default(24)
});
/** `--dates` or a range of `--start` and `--end`, not both. */
function selectionOf(inputs) {
	const { start, end, dates, force } = inputs;
	if (dates !== void 0 && (start !== void 0 || end !== void 0)) throw new UserError("--dates and --start/--end say the same thing twice; give one of them.");
	const range = start === void 0 && end === void 0 ? [] : [dateRange(start ?? FIRST_DAY, end ?? LAST_DAY)];
	if (force && dates === void 0 && range.length === 0) throw new UserError("--force rebuilds what is complete; say which dates with --dates or --start and --end.");
	return {
		...EVERYTHING,
		dates: [...dates ?? range],
		tables: inputs.tables ?? [],
		phases: inputs.phase ?? [],
		planPhases: inputs.planPhase ?? [],
		force,
		withinGrace: dates !== void 0 || range.length > 0 || inputs.tables !== void 0,
		includeWarmUp: inputs.includeWarmUp,
		removeStrays: inputs.removeStrays,
		withUpstream: inputs.withUpstream,
		withDownstream: inputs.withDownstream
	};
}
/** What of a selection the declaration alone can check; an open end of a range is nobody's date. */
const askedOf = ({ tables, phase, dates, start, end }) => ({
	tables,
	phases: phase,
	dates: dates ?? [start, end].flatMap((date) => date === void 0 ? [] : [dateRange(date, date)])
});
const FIRST_DAY = "0001-01-01";
const LAST_DAY = "9999-12-31";

export { GateInputs, PlanInputs, askedOf, selectionOf };