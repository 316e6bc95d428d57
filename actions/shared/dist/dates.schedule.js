import { context } from "./npm.actions.github.lib.context.js";
import { Temporal } from "./every-action.js";

const FIELDS = [
	[
		"minute",
		0,
		59
	],
	[
		"hour",
		0,
		23
	],
	[
		"day",
		1,
		31
	],
	[
		"month",
		1,
		12
	],
	[
		"weekday",
		0,
		7
	]
];
const MOST_DAYS = 370;
/**
* The newest time at or before `now` at which a schedule of GitHub (five fields, in `timeZone`) was due. Null for a text
* that is not read here, such as one with names of months, or that was not due within a year.
*/
function lastDue(cron, timeZone, now) {
	const parts = cron.trim().split(/\s+/);
	const [minutes, hours, days, months, weekdays] = FIELDS.map(([, low, high], at) => setOf(parts[at] ?? "", low, high));
	if (parts.length !== FIELDS.length || !minutes || !hours || !days || !months || !weekdays) return null;
	const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
	const isEither = parts[2] !== "*" && parts[4] !== "*";
	for (let back = 0; back < MOST_DAYS; back += 1) {
		const date = local.toPlainDate().subtract({ days: back });
		const [byDay, byWeek] = [days.has(date.day), weekdays.has(date.dayOfWeek % 7) || weekdays.has(date.dayOfWeek)];
		if (!months.has(date.month) || !(isEither ? byDay || byWeek : byDay && byWeek)) continue;
		const due = [...hours].flatMap((hour) => [...minutes].map((minute) => {
			const plainTime = Temporal.PlainTime.from({
				hour,
				minute
			});
			return date.toZonedDateTime({
				timeZone,
				plainTime
			}).epochMilliseconds;
		})).filter((time) => time <= now.getTime());
		if (due.length > 0) return new Date(Math.max(...due));
	}
	return null;
}
/** The numbers of a field such as `*`, `5`, `1-5`, `0,30` or `*` with a step; null for any other. */
function setOf(field, low, high) {
	const found = /* @__PURE__ */ new Set();
	for (const part of field.split(",")) {
		const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
		if (match === null) return null;
		const [, first, last, step] = match;
		const from = first === void 0 ? low : Number(first);
		const to = first === void 0 || last === void 0 && step !== void 0 ? high : Number(last ?? first);
		if (from < low || to > high || from > to || step === "0") return null;
		for (let value = from; value <= to; value += Number(step ?? 1)) found.add(value);
	}
	return found;
}

function runUrl() {
	const { repo, serverUrl, runId } = context;
	return `${serverUrl}/${repo.owner}/${repo.repo}/actions/runs/${runId}`;
}
/**
* When the schedule was due that started this run, its newest time before now: a run that is late by more than the time
* between two counts from the later one. Null for a run that no schedule started, and for one that is repeated.
*/
function dueAt(timeZone, now) {
	const { eventName, payload, runAttempt } = context;
	const cron = payload["schedule"];
	if (eventName !== "schedule" || runAttempt > 1 || typeof cron !== "string") return null;
	return lastDue(cron, timeZone, now);
}
/** This workflow run's name and address, for the reports; two environments may be looked at in one run. */
function hostRun(environment) {
	const { runId, runAttempt } = context;
	return {
		id: `${runId}-${runAttempt}-${environment}`,
		url: runUrl()
	};
}

export { dueAt, hostRun, runUrl };