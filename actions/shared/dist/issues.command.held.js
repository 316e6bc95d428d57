import { array, strictObject, string } from "./every-action.js";
import { hiddenIn } from "./issues.hidden.js";

/** A repair that waits for a person, as its comment says in a line that GitHub does not show. */
const HeldSchema = strictObject({
	run: string().regex(/^b-[A-Za-z0-9-]{1,80}$/),
	plan: string().regex(/^p-[0-9a-f]{10}$/),
	/** Logins of those who asked for it. */
	askedBy: array(string().max(60)).max(5)
});
const OPEN = "<!-- nba-pipeline-ops held ";
const CLOSE = " -->";
/** Nothing where the plan has an id of another kind, which nobody could confirm. */
function printHeld(held) {
	const { data } = HeldSchema.safeParse(held);
	return data === void 0 ? "" : `${OPEN}${JSON.stringify(data)}${CLOSE}`;
}
/** The newest of this run that our own comments tell of; null for none. */
function heldIn(bodies, run) {
	return bodies.flatMap((body) => hiddenIn(body, OPEN, CLOSE)).flatMap((text) => {
		try {
			return HeldSchema.safeParse(JSON.parse(text)).data ?? [];
		} catch {
			return [];
		}
	}).findLast((one) => one.run === run) ?? null;
}
/**
* A second person approves. Who asked may, in a team of one that says so, by the id of the plan: so that what is confirmed
* is what was read.
*/
function judgeApproval({ run, plan, askedBy }, { by, plan: confirmed }, isTeamOfOne) {
	const isOwn = askedBy.some((login) => login.toLowerCase() === by.toLowerCase());
	if (confirmed !== null && confirmed !== plan) return {
		why: `${run} is held with the plan ${plan}, not with ${confirmed}.`,
		instead: isOwn && !isTeamOfOne ? null : `/approve ${run} ${plan}`
	};
	if (!isOwn) return {
		by,
		self: false
	};
	if (!isTeamOfOne) return {
		why: `${by} asked for ${run}: somebody else who can write to the repository approves it. A team of one sets the variable APPROVAL_TEAM_OF_ONE to true.`,
		instead: null
	};
	if (confirmed === null) return {
		why: `${by} asked for ${run}: a team of one confirms it by the id of its plan.`,
		instead: `/approve ${run} ${plan}`
	};
	return {
		by,
		self: true
	};
}

export { heldIn, judgeApproval, printHeld };