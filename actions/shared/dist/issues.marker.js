import { array, boolean, literal, parseDateList, printDateList, strictObject, string } from "./every-action.js";
import { hiddenIn } from "./issues.hidden.js";

/**
* What an issue is about: the cells that one cause has broken. It stands in a hidden comment of the body, and says what
* a repair started from the issue selects.
*/
const IssueTargetSchema = strictObject({
	v: literal(1),
	environment: string().regex(/^[a-z][a-z0-9_-]{0,40}$/),
	/** The pipeline phase's id; null where the cause is of no single one. */
	phase: string().regex(/^[a-z][a-z0-9_]{0,40}$/).nullable(),
	cause: string().regex(/^[a-z][a-z0-9-]{0,40}$/),
	tables: array(string().regex(/^[a-z][a-z0-9_]{0,60}$/)).max(100),
	/** Such as 2024-10-22..2024-11-04,2025-10-21; a list that is written anew is the same text. */
	dates: string().max(2e4).refine((text) => isCanonical(text), "is not a list of dates"),
	/** Whether a repair needs the warm-up's override to do anything. */
	includeWarmUp: boolean()
});
const OPEN = "<!-- nba-pipeline-ops issue ";
const CLOSE = " -->";
/** One line that GitHub does not show. The values have no character that could end it. */
const printMarker = (target) => `${OPEN}${JSON.stringify(IssueTargetSchema.parse(target))}${CLOSE}`;
/** The first marker of a body that stands alone on its line; null without one, or where it is not what we write. Who wrote it is the caller's to check. */
function readMarker(body) {
	const [text] = hiddenIn(body, OPEN, CLOSE);
	if (text === void 0) return null;
	try {
		const value = JSON.parse(text);
		return IssueTargetSchema.safeParse(value).data ?? null;
	} catch {
		return null;
	}
}
function isCanonical(text) {
	try {
		return printDateList(parseDateList(text)) === text;
	} catch {
		return false;
	}
}

export { IssueTargetSchema, printMarker, readMarker };