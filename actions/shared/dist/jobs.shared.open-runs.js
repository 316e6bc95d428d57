import { isWrite, readEventsOf, readLedgerOf, readRunsBriefly } from "./advice.phases.js";
import { columnOf, keyOf } from "./every-action.js";
import { parsePlan, summaryOf } from "./jobs.shared.plan-file.js";

/** Runs without an end, and runs that ended with parked cells; not those whose work others have done since. */
async function openRuns(warehouse, grid) {
	const latest = latestOf(await readRunsBriefly(warehouse));
	const lastWrite = /* @__PURE__ */ new Map();
	for (const entry of (await readLedgerOf(warehouse)).entries.filter(isWrite)) lastWrite.set(keyOf({
		table: entry.tableId,
		date: entry.date
	}), entry);
	const isSettled = (cell, run, since) => {
		const write = lastWrite.get(keyOf(cell));
		if (write?.kind === "replace" && (write.run === run || Date.parse(write.writtenAt) >= Date.parse(since))) return true;
		const now = columnOf(grid, cell.table).find(({ date }) => date === cell.date);
		return cell.because === "downstream" && now?.state !== "stale";
	};
	const open = [];
	for (const { run, event, at, summaryJson } of latest.values()) {
		const { counts, settled = {}, stoppedBy = null } = summaryOf({ summaryJson });
		const parkedCells = counts?.parked ?? 0;
		if (event === "accepted") continue;
		if (event === "held") continue;
		if (event === "undone" || event === "finished" && parkedCells === 0) continue;
		if (event === "finished" && stoppedBy !== null) continue;
		const started = (await readEventsOf(warehouse, run)).find((one) => one.event === "started");
		const { cells, environment } = parsePlan(started?.planJson ?? "", run);
		if (cells.every((cell) => isSettled(cell, run, started?.at ?? ""))) continue;
		const due = Object.values(settled).flatMap((one) => one.status === "parked" ? [one.dueAt] : []);
		open.push({
			run,
			environment,
			startedAt: event === "started" ? at : started?.at ?? at,
			endedAt: event === "started" ? null : at,
			parkedCells,
			dueAt: due.sort()[0] ?? null
		});
	}
	return open;
}
/** What a run did last. Neither an approval nor a person's wish that it ends begins or ends a run; but a held one begins by it. */
function latestOf(events) {
	const latest = /* @__PURE__ */ new Map();
	for (const event of events) if (event.event === "approved" && latest.get(event.run)?.event === "held") latest.set(event.run, {
		...event,
		event: "started"
	});
	else if (event.event !== "approved" && event.event !== "stopped") latest.set(event.run, event);
	return latest;
}

export { openRuns };