import { addDays, daysBetween, inRange } from "./every-action.js";
import { gamesCalendar, seasonOf } from "./pipeline.readings.js";

/** Whether the schedule lists the game there now. */
const isListed = ({ movedTo }) => movedTo === void 0;
/**
* The dates of the range in order, by the declared rules: every day of a season, or the days with games, of the types
* that count and without those that are left out. `unlisted` are further days, on which nobody knows, with the reason.
*/
function buildCalendar(pipeline, rows, range, unlisted = /* @__PURE__ */ new Map()) {
	const calendar = gamesCalendar(pipeline);
	if (calendar === void 0) return everyDay(pipeline, range);
	const { countTypes, ignoreStatuses, exclude } = calendar;
	const excluded = new Set(exclude.map(({ game }) => game));
	const byDate = /* @__PURE__ */ new Map();
	for (const row of rows) {
		if (!(isListed(row) && inRange(row.date, range) && countTypes.includes(row.type ?? "") && !ignoreStatuses.includes(row.status ?? "") && !excluded.has(row.game))) continue;
		const games = byDate.get(row.date) ?? /* @__PURE__ */ new Map();
		const points = row.homeScore === null || row.awayScore === null ? null : row.homeScore + row.awayScore;
		games.set(row.game, {
			id: row.game,
			points
		});
		byDate.set(row.date, games);
	}
	return [.../* @__PURE__ */ new Set([...byDate.keys(), ...unlisted.keys()])].sort().flatMap((date) => {
		const season = seasonOf(pipeline, date);
		if (season === void 0 || !inRange(date, range)) return [];
		const why = unlisted.get(date);
		const games = [...byDate.get(date)?.values() ?? []];
		return [{
			date,
			...season,
			games,
			...why === void 0 ? {} : { unlisted: why }
		}];
	});
}
/** The dates whose games are known: what a headline counts. */
const listedDays = (days) => days.filter(({ unlisted }) => unlisted === void 0);
const everyDay = (pipeline, { first, last }) => Array.from({ length: daysBetween(first, last) + 1 }, (_, day) => addDays(first, day)).flatMap((date) => {
	const season = seasonOf(pipeline, date);
	return season === void 0 ? [] : [{
		date,
		...season,
		games: []
	}];
});

export { buildCalendar, isListed, listedDays };