import { __toESM } from "./rolldown-runtime.js";
import { require__node_path } from "./node-builtins.js";
import { PIPELINE, UserError, addDays, array, boolean, columnOf, compactDates, describeError, endOfDay, int, isForeign, isPresent, keyOf, literal as literal$1, strictObject, string, url } from "./every-action.js";
import { command, dailyLine, dateListOf, daysOf, firstDaysIn, groupByCause, isCallable, missingGamesOf, newState, ownersOf, parseCauseRuns, producerIn, readState, redFromP1, refreshLine, scheduleOf, tablesOfGroup, targetOf } from "./advice.blocks.group.js";
import { CAUSES, faultsOf, folderOf, gamesBehind, isIndependent, outlook, planPhaseOf, readIfThere, repaired, tableSource, writeWhole } from "./findings.assess.assess.js";
import { date, gameColumnOf, gamesCalendar, tableIn } from "./pipeline.readings.js";
import { boundedAverage, isCertain, runsOf } from "./findings.assess.criteria.js";
import { IssueTargetSchema, readMarker } from "./issues.marker.js";
import { takeOver } from "./jobs.reports.old-layout.js";

var import__node_path = /* @__PURE__ */ __toESM(require__node_path(), 1);
/** Whether a run takes them out: rows without a date are in no claim, and of keys on two dates nothing says which is wrong. */
const isRemovable = (stray) => stray.date !== null && stray.kind !== "two-dates";
/** Rows on a day, or of a game, that the schedule does not list. */
function findStrays(input) {
	const { listing } = input;
	const held = listing === void 0 ? [] : heldGames(input, listing);
	const suspects = listing === void 0 ? [] : suspectsOf(input, held, listing);
	const suspected = new Set(suspects.map(({ date, game }) => `${date} ${game ?? ""}`));
	const suspectDates = new Set(suspects.filter(({ game }) => game === null).map((one) => one.date));
	const misplaced = held.filter(({ date, game }) => !suspected.has(`${date} ${game ?? ""}`) && !suspectDates.has(date));
	const kinds = listing === void 0 ? void 0 : new Kinds(input, misplaced, listing);
	return {
		suspects,
		strays: [
			...misplaced.flatMap((one) => kinds === void 0 ? [] : [kinds.strayOf(one)]),
			...otherStrays(input),
			...repeatedGames(input)
		]
	};
}
/** What stands on days or under games that the schedule does not list there, on days that are known. */
function heldGames(input, listing) {
	return input.tables.flatMap(({ id }) => {
		const found = [];
		const consider = (date, game, rows) => {
			if (date > input.lastClose || input.unknown.has(date)) return;
			if (!(game === "" ? listing.hasDate(date) : listing.has(date, game))) found.push({
				table: id,
				date,
				game: game === "" ? null : game,
				rows
			});
		};
		for (const [date, games] of input.held.get(id) ?? []) for (const [game, rows] of games) consider(date, game, rows);
		return found.sort((a, b) => compareText(a.date, b.date) || compareText(a.game, b.game));
	});
}
const compareText = (one, other) => Number((one ?? "") > (other ?? "")) - Number((one ?? "") < (other ?? ""));
/** Two tables of different producers and without a common ancestor that hold the same: then it is the schedule that lacks it. */
function suspectsOf({ tables, held: all, moved }, found, listing) {
	const held = found.filter(({ date, game }) => moved?.has(`${date} ${game}`) !== true);
	const agreed = (some) => some.some((one, index) => some.slice(index + 1).some((other) => isIndependent(tables, one.table, other.table)));
	const ofGames = held.filter(({ game }) => game !== null && listing.hasFormOf(game) && !listing.datesOf(game).some((date) => [...all.values()].some(isHeld(date, game))));
	const games = [...Map.groupBy(ofGames, ({ date, game }) => `${date} ${game}`).values()].flatMap((some) => {
		const [first] = some;
		if (first === void 0 || !agreed(some)) return [];
		return [{
			date: first.date,
			game: first.game,
			tables: some.map(({ table }) => table)
		}];
	});
	const agreedOn = new Set(games.map(({ date, game }) => `${date} ${game}`));
	const unlisted = held.filter(({ date, game }) => !listing.hasDate(date) && (game === null || listing.datesOf(game).length === 0 || agreedOn.has(`${date} ${game}`)));
	const dates = [...Map.groupBy(unlisted, ({ date }) => date)].flatMap(([date, some]) => agreed(some) ? [{
		date,
		game: null,
		tables: [...new Set(some.map(({ table }) => table))]
	}] : []);
	return [...games, ...dates].sort((a, b) => a.date < b.date ? -1 : 1);
}
const isHeld = (date, game) => (held) => held.get(date)?.has(game) === true;
/** Says of each misplaced game what happened to it, from where else its rows stand. */
var Kinds = class {
	#listing;
	#input;
	#tablesAt = /* @__PURE__ */ new Map();
	constructor(input, held, listing) {
		this.#input = input;
		this.#listing = listing;
		for (const { date, game } of held) {
			const key = `${date} ${game ?? ""}`;
			this.#tablesAt.set(key, (this.#tablesAt.get(key) ?? 0) + 1);
		}
	}
	strayOf({ table, date, game, rows }) {
		const belongs = (game === null ? [] : this.#listing.datesOf(game)).at(-1) ?? null;
		return {
			table,
			kind: this.#kindOf(table, date, game, belongs),
			date,
			game,
			rows,
			belongs
		};
	}
	#kindOf(table, date, game, belongs) {
		if (game === null) return this.#listing.hasDate(date) ? "foreign-ids" : "off-day";
		if (belongs === null) return "foreign-ids";
		const { held, moved } = this.#input;
		if (moved?.has(`${date} ${game}`) === true) return "moved-game";
		const isThere = isHeld(belongs, game);
		if (date < belongs && ![...held.values()].some(isThere)) return "moved-game";
		if (isThere(held.get(table) ?? /* @__PURE__ */ new Map())) return "wrong-date";
		if (addDays(belongs, 1) === date) return "wrong-day";
		return (this.#tablesAt.get(`${date} ${game}`) ?? 0) > 1 ? "moved-game" : "wrong-date";
	}
};
/** Rows without a date, in the far future, or with their key on two dates. */
function otherStrays({ tables, placements, lastClose, tomorrow }) {
	return tables.flatMap(({ id }) => {
		const placement = placements.get(id);
		if (placement === void 0) return [];
		const { outside, twice } = placement;
		const at = {
			table: id,
			game: null,
			belongs: null
		};
		const late = [...outside.after].flatMap(([date, games]) => date > lastClose && date > tomorrow ? [{
			...at,
			kind: "outside",
			date,
			rows: sum(games.values())
		}] : []);
		const undated = outside.undated === 0 ? [] : [{
			...at,
			kind: "undated",
			date: null,
			rows: outside.undated
		}];
		const doubled = twice.map(({ first, last, keys }) => ({
			...at,
			kind: "two-dates",
			date: last,
			rows: keys,
			belongs: first
		}));
		return [
			...late,
			...undated,
			...doubled
		];
	});
}
/** One game on several dates of the schedule, each of which would expect its rows. */
const repeatedGames = ({ schedule }) => (schedule?.played.repeated ?? []).flatMap(([game, [first, ...others]]) => others.map((date) => {
	return {
		table: schedule?.table ?? "",
		date,
		game,
		belongs: first ?? null,
		kind: "two-dates",
		rows: 1
	};
}));
const sum = (values) => [...values].reduce((total, one) => total + one, 0);

/** The folder of one environment. What an earlier version left of it in the root itself is moved there first. */
async function environmentFolder(out, environment) {
	const folder = folderOf({
		out,
		name: environment
	});
	await takeOver(out, folder, environment);
	return folder;
}

const flow = (items) => `[${items.join(", ")}]`;
/** An excuse with an end: nothing is expected of these games or dates in these tables until `expires`. */
function waiverYaml(waiver) {
	const { games, dates, tables, environment, reason, expires } = waiver;
	return [
		"waivers:",
		games === void 0 ? `  - dates: ${flow(dates ?? [])}` : `  - games: ${flow(games.map((game) => JSON.stringify(game)))}`,
		`    tables: ${flow(tables)}`,
		`    environments: ${flow([environment])}`,
		`    reason: ${JSON.stringify(reason)}`,
		`    expires: ${expires}`
	].join("\n");
}
/** The warm-up as it is declared, with its cells expected to be absent. */
const warmUpExpectedYaml = ({ warmUp }) => [
	"warmUp:",
	`  days: ${warmUp.days}`,
	"  policy: expected",
	`  tables: ${flow(warmUp.tables)}`
].join("\n");
/** A criterion that fails as soon as a table has no row on a date. */
const missingDatesYaml = (table) => ["criteria:", `  - { id: ${table}_every_date, title: dates without ${table}, metric: missing_dates, table: ${table}, below: 1, after: all }`].join("\n");
/** A season to declare, from what is known of it. */
function undeclaredYaml({ seasons }, { first, last }) {
	const year = Number(first.slice(0, 4));
	return ["seasons:", `  - { id: ${seasons.some(({ id }) => /^\d{4}-\d{2}$/.test(id)) ? `${year}-${String((year + 1) % 100).padStart(2, "0")}` : `s-${first}`}, opens: ${first}, closes: ${last} }`].join("\n");
}
const graceYaml = (hours) => `graceHours: ${hours}`;
/** Keys for the entries of tables that are there already. */
const tableKeysYaml = (tables, keys) => ["tables:", ...tables.flatMap((id) => [`  - id: ${id}`, ...keys.map(([key, value]) => `    ${key}: ${value}`)])].join("\n");
/** The last day of an excuse that is given today. */
const expiryOf = (asOf, days) => addDays(asOf.toISOString().slice(0, 10), days);

/** The sum over the cells, each table's declared minutes for one date. Never a measured time. */
function estimateOf(pipeline, target, cells) {
	const undeclared = /* @__PURE__ */ new Set();
	let minutes = 0;
	for (const [id, some] of Map.groupBy(cells, ({ table }) => table)) {
		const table = pipeline.tables.find((one) => one.id === id);
		const declared = table && producerIn(target, table)?.minutesPerDate;
		if (declared === void 0) undeclared.add(id);
		else minutes += declared * some.length;
	}
	return {
		minutes,
		undeclared: [...undeclared]
	};
}

/** Beyond this many runs a query takes the whole span between the first and the last. */
const MOST_RUNS = 6;
const literal = (date) => `DATE '${date}'`;
const text = (value) => `'${value.replaceAll("\\", "\\\\").replaceAll("'", "\\'").replace(/\s+/g, " ")}'`;
function during(column, runs) {
	const [first, last] = [runs[0]?.first, runs.at(-1)?.last];
	const parts = (runs.length > MOST_RUNS && first !== void 0 && last !== void 0 ? [{
		first,
		last
	}] : runs).map((run) => run.first === run.last ? `${column} = ${literal(run.first)}` : `${column} BETWEEN ${literal(run.first)} AND ${literal(run.last)}`);
	return parts.length === 1 ? parts[0] ?? "TRUE" : `(${parts.join("\n  OR ")})`;
}
/** What stands after FROM: a reading with the dates written out, and without quotes as the rest. */
function from(table, runs) {
	const [first, last] = [runs[0]?.first, runs.at(-1)?.last];
	if (!(table.reading !== void 0 || table.real !== void 0) || first === void 0 || last === void 0) return table.name;
	return tableSource(table, {
		first: literal(first),
		last: literal(last)
	}).replaceAll("`", "");
}
/** Rows of a table on each date of the runs; a date without rows does not come back. */
function rowsByDate(table, runs) {
	const { dateColumn } = table;
	const game = gameColumnOf(table);
	return [
		`SELECT ${dateColumn}, COUNT(*) AS row_count${game === void 0 ? "" : `, COUNT(DISTINCT ${game}) AS games`}`,
		`FROM ${from(table, runs)}`,
		`WHERE ${during(dateColumn, runs)}`,
		`GROUP BY ${dateColumn} ORDER BY ${dateColumn}`
	].join("\n");
}
/** Rows of a table by game on each date of the runs, or by date where it names no game. */
function gamesOfDates(table, runs) {
	const { dateColumn } = table;
	const game = gameColumnOf(table);
	const groups = [dateColumn, ...game === void 0 ? [] : [game]];
	return [
		`SELECT ${groups.join(", ")}, COUNT(*) AS row_count`,
		`FROM ${from(table, runs)}`,
		`WHERE ${during(dateColumn, runs)}`,
		`GROUP BY ${groups.join(", ")} ORDER BY ${groups.join(", ")}`
	].join("\n");
}
/** The first date with rows from opening night on. */
const firstDateWithRows = (table, opens, days) => [`SELECT MIN(${table.dateColumn}) AS first_date FROM ${from(table, [{
	first: opens,
	last: addDays(opens, days)
}])}`, `WHERE ${table.dateColumn} BETWEEN ${literal(opens)} AND ${literal(addDays(opens, days))}`].join("\n");
/** Whether a table holds anything in a range. */
const anyRows = (table, range) => [
	`SELECT COUNT(*) AS row_count, MIN(${table.dateColumn}) AS first_date, MAX(${table.dateColumn}) AS last_date`,
	`FROM ${from(table, range)}`,
	`WHERE ${during(table.dateColumn, range)}`
].join("\n");
/** Games of the schedule that a source does not list, with what the schedule says of them. */
function gamesWithoutRows(calendar, schedule, source, runs) {
	const { game, status, homeScore, awayScore } = calendar.columns;
	return [
		`SELECT ${schedule.dateColumn}, ${game}, ${status}, ${homeScore}, ${awayScore}`,
		`FROM ${from(schedule, runs)}`,
		`WHERE ${during(schedule.dateColumn, runs)}`,
		`  AND ${game} NOT IN (`,
		`    SELECT ${gameColumnOf(source) ?? game} FROM ${from(source, runs)}`,
		`    WHERE ${during(source.dateColumn, runs)})`
	].join("\n");
}
/** More rows than keys, by game where the table has one. */
function duplicateRows(table, runs) {
	const { dateColumn, keys } = table;
	const game = gameColumnOf(table);
	const groups = [.../* @__PURE__ */ new Set([dateColumn, ...game === void 0 ? [] : [game]])];
	const parts = keys.filter((key) => !groups.includes(key)).map((key) => `COALESCE(CAST(${key} AS STRING), '')`);
	const distinct = parts.length === 0 ? "1" : `COUNT(DISTINCT ${parts.length === 1 ? parts[0] : `CONCAT(${parts.join(", '|', ")})`})`;
	return [
		`SELECT ${groups.join(", ")}, COUNT(*) AS row_count, ${distinct} AS key_count`,
		`FROM ${from(table, runs)}`,
		`WHERE ${during(dateColumn, runs)}`,
		`GROUP BY ${groups.join(", ")} ORDER BY ${groups.join(", ")}`
	].join("\n");
}
/** The points that a table has for some games. */
function pointsByGame(table, runs, games) {
	const game = gameColumnOf(table) ?? "game_id";
	return [
		`SELECT ${game}, SUM(${table.reconcile?.points ?? "points"}) AS points_in_table`,
		`FROM ${from(table, runs)}`,
		`WHERE ${during(table.dateColumn, runs)} AND ${game} IN (${games.map(text).join(", ")})`,
		`GROUP BY ${game} ORDER BY ${game}`
	].join("\n");
}
/** Both final scores of some games as the schedule has them. */
function scheduledPoints(calendar, schedule, runs, games) {
	const { game, homeScore, awayScore } = calendar.columns;
	return [
		`SELECT ${game}, ${homeScore} + ${awayScore} AS points_in_schedule`,
		`FROM ${from(schedule, runs)}`,
		`WHERE ${during(schedule.dateColumn, runs)} AND ${game} IN (${games.map(text).join(", ")})`,
		`ORDER BY ${game}`
	].join("\n");
}

/** What to do about a calendar that cannot be relied on. */
const CALENDAR_ADVICE = {
	"schedule-stopped": {
		way: "refresh",
		first: "run",
		why: () => "Without a schedule, what is missing is not known. Fetch it again first.",
		confirm: (place) => {
			const schedule = scheduleOf(place);
			return schedule === void 0 ? [] : [{
				says: "no row comes back",
				language: "sql",
				text: rowsByDate(schedule.table, place.group.runs)
			}];
		},
		prevent: (place) => ({
			words: "If there really were no games on these days, declare the break. If the season ended earlier, correct the day on which it closes.",
			yaml: breakYaml(place),
			line: null
		}),
		repair: () => ["Fetch the schedule of these days. Days without games stay empty, and that is no failure."],
		line: refreshLine
	},
	"schedule-lost": {
		way: "refresh",
		first: "run",
		why: () => "Tables that do not read each other hold these games, so the schedule lost them. Nothing is removed on its word.",
		confirm: (place) => {
			const holders = new Set((place.grid.outside?.suspects ?? []).flatMap(({ tables }) => tables));
			return place.grid.tables.filter(({ id }) => holders.has(id)).slice(0, 2).map((table) => ({
				says: "the games come back",
				language: "sql",
				text: gamesOfDates(table, place.group.runs)
			}));
		},
		prevent: (place) => ({
			words: "Fail the morning's run on a lost game, and load the schedule by whole dates.",
			yaml: null,
			line: redFromP1(place)
		}),
		repair: () => ["Fetch the schedule of these dates again before any other table of them is rebuilt."],
		line: refreshLine
	},
	"season-not-declared": {
		way: "declare",
		first: "look",
		why: () => "What is not declared is not validated, so no verdict covers it.",
		confirm: () => [],
		prevent: ({ grid }) => {
			const season = grid.outside?.undeclared ?? null;
			return {
				words: "Declare the season. Correct its first and last day, then validate again.",
				yaml: season === null ? null : undeclaredYaml(grid.pipeline, season),
				line: null
			};
		},
		repair: () => ["Add the season to pipeline.yaml."],
		line: () => null
	},
	"before-the-first-season": {
		way: "declare",
		first: "look",
		why: () => "For information: these rows are older than every declared season.",
		confirm: () => [],
		prevent: () => ({
			words: "To validate them, declare their season.",
			yaml: null,
			line: null
		}),
		repair: () => ["Nothing has to be done."],
		line: () => null
	}
};
function breakYaml({ group }) {
	const [first, last] = [group.runs[0]?.first, group.runs.at(-1)?.last];
	return first === void 0 || last === void 0 ? null : [
		"calendar:",
		"  breaks:",
		`    - { first: ${first}, last: ${last}, reason: "say why no game is played" }`
	].join("\n");
}

/** What to do about rows that are too many or too few beside the table that they cover, or beside what was usual. */
const COVERAGE_ADVICE = {
	orphans: {
		way: "run",
		first: "run",
		why: () => "The rows have no counterpart in their upstreams, so a rebuild leaves them out.",
		confirm: ({ group, tables }) => tables.map((table) => ({
			says: "more rows than the table that it covers has keys",
			language: "sql",
			text: rowsByDate(table, group.runs)
		})),
		prevent: (place) => ({
			words: "Have the writer replace a date as a whole, so that rows of an earlier attempt go.",
			yaml: null,
			line: redFromP1(place)
		}),
		repair: () => ["Rebuild the dates."]
	},
	"lost-rows": {
		way: "run",
		first: "run",
		why: ({ tables }) => tables.some(({ upstream }) => upstream.length > 0) ? "Their upstreams are complete, so a rebuild restores the rows." : "Part of the date's rows arrived, so the source has it. Fetching it again brings the others.",
		confirm: besideTheDatesAround,
		prevent: (place) => ({
			words: "Fail the morning's run on a date with too few rows.",
			yaml: null,
			line: redFromP1(place)
		}),
		repair: (place) => [`Rebuild the dates. If they stay short, ask ${ownersOf(place)}.`]
	},
	"coverage-drop": {
		way: "ask",
		first: "look",
		why: () => "The rows cover only part of what they should.",
		confirm: besideTheDatesAround,
		prevent: (place) => ({
			words: "Make the job that writes them fail when it covers less than its input.",
			yaml: null,
			line: redFromP1(place)
		}),
		repair: (place) => [`Ask ${ownersOf(place)} why the others were left out.`]
	}
};
/** The first run of dates, with a week before and after it. */
function besideTheDatesAround({ group, tables }) {
	const around = group.runs.slice(0, 1).map(({ first, last }) => ({
		first: addDays(first, -7),
		last: addDays(last, 7)
	}));
	return tables.map((table) => ({
		says: "fewer rows than on the dates around",
		language: "sql",
		text: rowsByDate(table, around)
	}));
}

/** Causes that have to do with how data flow: what a table is computed from, and who fills it. */
const FLOW_ADVICE = {
	cascade: {
		way: "run",
		first: "run",
		why: (place) => `It follows from ${upstreamsOf(place).join(", ")}; once those are complete, it can be computed.`,
		confirm: (place) => place.grid.tables.filter(({ id }) => upstreamsOf(place).includes(id)).slice(0, 2).map((table) => ({
			says: `${table.id} has no or too few rows on these dates`,
			language: "sql",
			text: rowsByDate(table, place.group.runs)
		})),
		prevent: (place) => ({
			words: "Run the gate before the job that reads them.",
			yaml: null,
			line: command(place.target, "gate", { tables: upstreamsOf(place).join(",") })
		}),
		repair: (place) => [`Repair ${upstreamsOf(place).join(", ")} first, or add --with-upstream: a cell whose upstream is missing is not run.`]
	},
	"source-outage": {
		way: "run",
		first: "run",
		why: () => "The games were played, as the other source shows: this one can be fetched again. The canary shows whether it answers now.",
		confirm: ({ grid, group, tables }) => [...tables, ...otherSources({
			grid,
			group
		})].slice(0, 2).map((table) => ({
			says: group.tables.includes(table.id) ? "nothing comes back, or fewer games than the other source has" : "every game of these dates comes back",
			language: "sql",
			text: rowsByDate(table, group.runs)
		})),
		prevent: (place) => ({
			words: "Notice a missing day the next morning, not after weeks: add the criterion below, and fetch the newest days again every day.",
			yaml: missingDatesYaml(place.group.tables[0] ?? ""),
			line: dailyLine(place, 3)
		}),
		repair: (place) => [`Fetch the dates again from ${ownersOf(place)}. If the source answers 403 for single games only, it withholds them: excuse those, and do not try again.`]
	},
	"phase-failure": {
		way: "run",
		first: "run",
		why: () => "Everything it reads is complete, so only this job failed. If it fails again, its log says why.",
		confirm: ({ group, target }) => [{
			says: "the cells are planned, and nothing blocks them",
			language: "sh",
			text: command(target, "plan", {
				tables: group.tables.join(","),
				dates: dateListOf(group.runs)
			})
		}],
		prevent: (place) => ({
			words: "Check overdue dates every day and repair them.",
			yaml: null,
			line: dailyLine(place, 7)
		}),
		repair: (place) => [`If a date fails again, the log of ${ownersOf(place)} of that date says why; the other dates go on.`]
	},
	scattered: {
		way: "run",
		first: "look",
		why: () => "The dates have no common pattern: a run would hide the cause and may not last.",
		confirm: ({ group, target }) => [{
			says: "which layer falls short first on these dates",
			language: "sh",
			text: command(target, "completeness", {
				start: group.dates[0] ?? "",
				end: group.dates.at(-1) ?? ""
			})
		}],
		prevent: () => ({
			words: "Depends on the cause.",
			yaml: null,
			line: null
		}),
		repair: () => ["Read the job's log of one date before running the rest."]
	}
};
/** Tables of the same date that the group is computed from and that are missing or short there. */
function upstreamsOf({ grid, group, tables }) {
	const dates = new Set(group.dates);
	const ids = tables.flatMap(({ upstream }) => upstream.filter(({ window }) => window.to === 0).map(({ table }) => table));
	return [...new Set(ids)].filter((id) => columnOf(grid, id).some(({ date, state }) => dates.has(date) && (state === "missing" || state === "partial")));
}
/** The other tables that count the same games. */
function otherSources({ grid, group }) {
	const stage = grid.pipeline.score.stages.find(({ kind }) => kind === "games");
	const ids = stage?.kind === "games" ? stage.tables : [];
	return grid.tables.filter(({ id }) => ids.includes(id) && !group.tables.includes(id));
}

/**
* The command that takes exactly these rows out; null where none of their tables can be written from here, or where no
* run takes any of them.
*/
const removeStrays = (place) => hasRemovable(place) && place.tables.some((table) => table.rebuildable && isCallable(place.target, table)) ? command(place.target, "backfill", {
	tables: place.group.tables.join(","),
	"remove-strays": true
}) : null;
const misplacedAdvice = (why, prevention) => ({
	way: "remove",
	first: "look",
	why: () => why,
	confirm: (place) => place.tables.map((table) => ({
		says: "rows on dates, or under games, that the schedule does not list",
		language: "sql",
		text: place.group.dates.length === 0 ? `SELECT COUNT(*) AS row_count FROM ${table.name} WHERE ${table.dateColumn} IS NULL` : gamesOfDates(table, place.group.runs)
	})),
	prevent: (place) => ({
		words: prevention,
		yaml: null,
		line: redFromP1(place)
	}),
	repair: (place) => [
		...undatedWords(place),
		...twiceWords(place),
		...hasRemovable(place) ? [`--remove-strays takes exactly the misplaced rows out. It keeps them for ${7} days, and undo puts them back.`] : [],
		...lacking(place) ? ["The dates on which these rows are lacking are rebuilt by the same run."] : []
	],
	line: removeStrays
});
const straysOf = ({ grid, tables }) => (grid.outside?.strays ?? []).filter(({ table }) => tables.some(({ id }) => id === table));
/** Whether a run takes any of the rows out. A grid that does not say which rows are misplaced leaves it open: true. */
function hasRemovable(place) {
	const own = straysOf(place);
	return own.length === 0 || own.some(isRemovable);
}
const twiceWords = (place) => straysOf(place).some(({ kind }) => kind === "two-dates") ? [`The same keys stand on two dates, and nothing says which of them is right, so that no command of this tool takes either out. Have ${ownersOf(place)} look at both and delete the wrong rows.`] : [];
/** A plan claims dates, so no plan can hold these; whoever deletes them keeps them first. */
const undatedWords = ({ grid, tables }) => tables.flatMap(({ id, name, dateColumn }) => {
	const rows = (grid.outside?.strays ?? []).filter(({ table, kind }) => table === id && kind === "undated").reduce((sum, one) => sum + one.rows, 0);
	const kept = `${name}_without_a_date`;
	return rows === 0 ? [] : [`A plan claims dates, so it cannot take out the ${rows} rows of ${id} without a date. Keep them and delete them by hand: CREATE TABLE ${kept} AS SELECT * FROM ${name} WHERE ${dateColumn} IS NULL; DELETE FROM ${name} WHERE ${dateColumn} IS NULL. To put them back: INSERT INTO ${name} SELECT * FROM ${kept}.`];
});
const lacking = ({ group }) => group.cells.some(({ state }) => state === "partial" || state === "missing");
/** What to do about rows on dates, or under games, that the schedule does not list. */
const MISPLACED_ADVICE = {
	"moved-game": misplacedAdvice("The game was moved, and its earlier rows are still on the old date.", "When the schedule is refreshed, also rebuild the date that a game has left."),
	"wrong-day": misplacedAdvice("The games belong to the day before: they were stored under the UTC date.", "Have the writer take the date from the schedule, or convert to the pipeline's time zone first."),
	"wrong-date": misplacedAdvice("No rows are due on these dates.", "Have the writer refuse rows whose date it was not asked for."),
	"foreign-game-ids": {
		...misplacedAdvice("The rows carry game ids that the schedule does not know, most often a second form of the same id.", "Have the writer use the schedule's ids."),
		way: "run",
		repair: () => ["Rebuild the dates: a rebuild replaces all of their rows. If the foreign ids come back, the writer has to be corrected first."],
		line: rebuild
	}
};
function rebuild(place) {
	const own = place.tables.filter((table) => table.rebuildable && isCallable(place.target, table));
	return own.length === 0 ? null : command(place.target, "backfill", {
		tables: own.map(({ id }) => id).join(","),
		dates: dateListOf(place.group.runs)
	});
}

/** A game that was moved may still be played: its excuse ends soon. */
const EXCUSE_DAYS$1 = 30;
/** Causes that make a date look short, most often one of the newest, though nothing failed. */
const NEWEST_ADVICE = {
	"stale-schedule": {
		way: "refresh",
		first: "run",
		why: () => "Two independent sources agree: the games were not played. Fetch the schedule again.",
		confirm: (place) => {
			const schedule = scheduleOf(place);
			const stage = place.grid.pipeline.score.stages.find(({ kind }) => kind === "games");
			const source = place.grid.tables.find(({ id }) => stage?.kind === "games" && stage.tables.includes(id));
			if (schedule === void 0 || source === void 0) return [];
			return [{
				says: "the games come back without a final score, or with a status that says they were moved",
				language: "sql",
				text: gamesWithoutRows(schedule.calendar, schedule.table, source, place.group.runs)
			}];
		},
		prevent: (place) => {
			const games = missingGamesOf(place);
			const { grid, target } = place;
			return {
				words: `Refresh the schedule after its dates, not only before: a game whose status is ${scheduleOf(place)?.calendar.ignoreStatuses.join(", ") ?? "postponed"} is expected no longer. Where the source of the schedule stays wrong, excuse the games for a month.`,
				yaml: games.length === 0 ? null : waiverYaml({
					games,
					tables: tablesThatLack(place, games),
					environment: target.environment,
					reason: "Not played on its date: the box score sources agree, and the schedule has no final score.",
					expires: expiryOf(grid.asOf, EXCUSE_DAYS$1)
				}),
				line: null
			};
		},
		repair: () => ["Waiting does not help: no source will ever list these games on these dates.", "Refresh the schedule of these dates. If it still lists the games afterwards, excuse them for a while."],
		line: (place) => refreshLine(place, notComputed(place))
	},
	"withheld-game": {
		way: "declare",
		first: "look",
		why: () => "The source gives other games and refuses these: another run would be refused again. Excuse them for a month, and look again then.",
		confirm: ({ group, target }) => [{
			says: "the same games are refused, and others are given",
			language: "sh",
			text: command(target, "backfill", {
				tables: group.tables.join(","),
				dates: dateListOf(group.runs)
			})
		}],
		prevent: (place) => ({
			words: "Games that a source withholds cannot be had from it. An import of files that somebody else has, or an excuse with an end, closes the finding.",
			yaml: waiverYaml({
				games: missingGamesOf(place),
				tables: place.group.tables,
				environment: place.target.environment,
				reason: "Withheld by the source: it answers 403 for it while it gives other games.",
				expires: expiryOf(place.grid.asOf, EXCUSE_DAYS$1)
			}),
			line: null
		}),
		repair: () => ["Put the excuse into the pipeline, or load the files with import gamebook where somebody has them."],
		line: () => null
	},
	lag: {
		way: "wait",
		first: "look",
		why: (place) => `Still within the grace, which ends at ${graceEnd(place)}: they may fill by themselves.`,
		confirm: ({ group, target }) => [{
			says: "more games than now, at each look",
			language: "sh",
			text: command(target, "completeness", spanOf(group.dates))
		}],
		prevent: (place) => ({
			words: `The grace is ${place.grid.pipeline.graceHours} hours. If sources regularly take longer, raise it; if they do not fill by themselves, run the command daily.`,
			yaml: graceYaml(place.grid.pipeline.graceHours),
			line: dailyLine(place, 3)
		}),
		repair: (place) => [`Wait until ${graceEnd(place)}, then look again and repair what is left.`],
		line: (place) => place.tables.some((table) => isCallable(place.target, table)) ? command(place.target, "recent", { days: recentDays(place) }) : command(place.target, "completeness", spanOf(place.group.dates))
	}
};
/** Every table that lacks one of the games, not only those of one finding: the excuse must hold for all of them. */
function tablesThatLack({ grid, group }, games) {
	const dates = new Set(group.dates);
	return grid.tables.filter(({ id }) => group.tables.includes(id) || columnOf(grid, id).some(({ date, missingGames }) => dates.has(date) && missingGames.some((game) => games.includes(game)))).map(({ id }) => id);
}
function spanOf(dates) {
	const [start, end] = [dates[0], dates.at(-1)];
	return start === void 0 || end === void 0 ? {} : {
		start,
		end
	};
}
/** When the newest date of the group is no longer given time. */
function graceEnd({ grid, group }) {
	const last = group.dates.at(-1) ?? grid.range.last;
	const ms = endOfDay(last, grid.pipeline.timeZone).getTime();
	return new Date(ms + grid.pipeline.graceHours * 36e5).toISOString().replace(".000Z", "Z");
}
/** Enough calendar days back from the end of the grace to reach the group's first date. */
function recentDays(place) {
	const first = place.group.dates[0] ?? place.grid.range.last;
	const end = graceEnd(place).slice(0, 10);
	let days = 1;
	while (addDays(end, -days) > first) days += 1;
	return String(days);
}
/** Tables that lack games which their sources have. */
const notComputed = ({ grid, group }) => [...new Set(group.cells.filter((cell) => gamesBehind(grid, cell).length > 0).map(({ table }) => table))];

const WHO_FILLS = {
	filled: "The producers of this environment do not skip these days.",
	"on request": "With --include-warm-up the same producers fill these days.",
	never: "The producers of this environment skip these days, and nothing makes them fill these."
};
const EXPECT_OR_COMPUTE = "There are two ways. Expect these dates to be absent, by the rule below in a pull request: they are then no gap, next season either. Or compute them by SQL models into a dataset of your own and let the reading of the table take both (docs/how-to/first-days.md).";
const LOOK_DAYS = 60;
/** More dates than that are not excused one by one. */
const MOST_EXCUSED = 60;
/** An excuse for a season's start may last the next one out. */
const EXCUSE_DAYS = 365;
/** Causes that have to do with the start of a season. */
const SEASON_ADVICE = {
	"warm-up": {
		way: "run",
		first: "run",
		why: ({ target, tables }) => `The cause is known: it is by design and no outage. ${WHO_FILLS[firstDaysIn(target, tables)]}`,
		confirm: (place) => [...place.group.runs.slice(0, 3).flatMap((run) => firstRows(place, run)), ...firstDaysIn(place.target, place.tables) !== "filled" ? [{
			says: "every cell is listed as refused by the rule warm-up",
			language: "sh",
			text: command(place.target, "plan", { "plan-phase": "1" })
		}] : []],
		prevent: ({ grid, target, tables }) => ({
			words: firstDaysIn(target, tables) === "never" ? EXPECT_OR_COMPUTE : "If models can do without these days, declare that nothing is expected of them; then they are no gap next season either. The command shows the effect before anything is edited. If models need them, repair them once each season, when the warm-up is over.",
			yaml: warmUpExpectedYaml(grid.pipeline),
			line: command(target, "validate", { policy: "expected" })
		}),
		repair: ({ grid, group, target, tables }) => firstDaysIn(target, tables) === "never" ? [`In ${target.environment} the producers skip days 0 to ${grid.pipeline.warmUp.days - 1} on purpose, report success all the same, and have no override. No backfill can fill these ${group.dates.length} dates, with --include-warm-up neither; plan refuses them.`, EXPECT_OR_COMPUTE] : [firstDaysIn(target, tables) === "on request" ? `In ${target.environment} the producers skip days 0 to ${grid.pipeline.warmUp.days - 1} on purpose and report success all the same: without --include-warm-up a run changes nothing.` : `--include-warm-up is not needed in ${target.environment}: no producer there is declared to skip these days.`, `The earliest of the ${group.dates.length} dates have few games behind them: their rows exist, and the features that need history are empty.`]
	},
	"warm-up-tail": {
		way: "run",
		first: "run",
		why: () => "The cause is known: the warm-up's tail, by design.",
		confirm: ({ group, tables }) => tables.slice(0, 2).map((table) => ({
			says: `${table.id} has no or few rows at first and fills up towards ${group.dates.at(-1)}`,
			language: "sql",
			text: rowsByDate(table, group.runs)
		})),
		prevent: ({ grid, group, target }) => ({
			words: "If these dates may stay as they are, excuse them, with an end.",
			yaml: group.dates.length > MOST_EXCUSED ? null : waiverYaml({
				dates: group.dates,
				tables: group.tables,
				environment: target.environment,
				reason: "Tail of the season's warm-up: these tables need games behind them.",
				expires: expiryOf(grid.asOf, EXCUSE_DAYS)
			}),
			line: null
		}),
		repair: ({ target, tables }) => [firstDaysIn(target, tables) !== "filled" ? "Producers that need a minimum number of earlier games may leave the same rows out again. The canary shows it: if its dates do not change, stop and excuse them instead." : "The models of this environment need no minimum number of games, so a run fills these dates."]
	}
};
function firstRows({ grid, tables }, run) {
	const day = grid.days.find(({ date }) => date === run.first);
	const season = grid.pipeline.seasons.find(({ id }) => id === day?.season);
	if (season === void 0) return [];
	const [earliest] = tables.flatMap((table) => {
		const later = columnOf(grid, table.id).find((cell) => cell.date >= season.opens && cell.date <= season.closes && isPresent(cell));
		return later === void 0 ? [] : [{
			table,
			date: later.date
		}];
	}).sort((a, b) => a.date < b.date ? -1 : 1);
	const table = earliest?.table ?? tables[0];
	if (table === void 0) return [];
	return [{
		says: earliest === void 0 ? `season ${season.id}: first_date is empty` : `season ${season.id}: first_date is ${earliest.date}, the first game date after day ${grid.pipeline.warmUp.days - 1}`,
		language: "sql",
		text: firstDateWithRows(table, season.opens, LOOK_DAYS)
	}];
}

/** Causes that have to do with what a table holds. */
const TABLE_ADVICE = {
	"never-graded": {
		way: "ask",
		first: "look",
		why: () => "It is not known why the job writes nothing.",
		confirm: ({ grid, tables }) => tables.map((table) => isEmpty(table, grid.range)),
		prevent: ({ group, target }) => ({
			words: "Add a criterion that fails as soon as one date has no rows.",
			yaml: missingDatesYaml(group.tables[0] ?? ""),
			line: redFromP1({ target })
		}),
		repair: (place) => [`Ask ${ownersOf(place)} why the job writes nothing. A grade cannot be recreated after the fact, so no run fills it.`]
	},
	"wrong-declaration": {
		way: "declare",
		first: "look",
		why: () => "An empty table on every date points to the declaration, and no run mends that.",
		confirm: ({ grid, tables }) => tables.map((table) => isEmpty(table, grid.range)),
		prevent: ({ group }) => ({
			words: "Correct name (or dateColumn) in the table's entry. If it is right and nobody fills the table yet, let it be watched only.",
			yaml: tableKeysYaml(group.tables, [["shadow", "true"]]),
			line: null
		}),
		repair: ({ tables }) => [`Look up where the rows of ${tables.map(({ name }) => name).join(", ")} are written, and correct the declaration.`]
	},
	duplicates: {
		way: "run",
		first: "run",
		why: () => "A rebuild replaces a date as a whole, so that each row is there once.",
		confirm: ({ group, tables }) => tables.map((table) => ({
			says: "row_count above key_count",
			language: "sql",
			text: duplicateRows(table, group.runs)
		})),
		prevent: ({ target }) => ({
			words: "Have the writer replace a date instead of appending to it; until then let a surplus turn the morning's run red.",
			yaml: null,
			line: redFromP1({ target })
		}),
		repair: () => ["Rebuild the dates. If the surplus comes back, the source itself is doubled: ask its owner before running again."]
	},
	"foreign-writer": {
		way: "run",
		first: "look",
		why: () => "A rebuild discards what somebody else wrote, and that may be a correction.",
		confirm: ({ group, tables }) => tables.map((table) => ({
			says: "row_count as the evidence has it for now; whoever may write the table knows why",
			language: "sql",
			text: rowsByDate(table, group.runs)
		})),
		prevent: ({ target, group }) => ({
			words: "Allow only this tool to write these tables. If the change is right, accept it: the tables computed from it become stale and are rebuilt.",
			yaml: null,
			line: command(target, "accept", {
				reason: "why the change is right",
				by: "your name"
			}, group.tables[0] ?? "", dateListOf(group.runs))
		}),
		repair: () => [`Rebuild the dates before anything that is computed from them: a plan refuses to build on them. \`undo\` brings the foreign rows back for ${7} days.`]
	},
	"upstream-changed": {
		way: "run",
		first: "run",
		why: () => "Their upstreams have changed since. Recomputing them is enough.",
		confirm: ({ group, target }) => [{
			says: "the same cells are listed as stale",
			language: "sh",
			text: command(target, "plan", {
				tables: group.tables.join(","),
				dates: dateListOf(group.runs)
			})
		}],
		prevent: ({ target }) => ({
			words: "Refill an upstream together with what is computed from it.",
			yaml: null,
			line: command(target, "plan", {
				"plan-phase": "2",
				"with-downstream": true
			})
		}),
		repair: () => ["Rebuild them after every upstream is complete."]
	},
	disagreement: {
		way: "run",
		first: "look",
		why: () => "One of two sources is wrong, and the numbers do not say which.",
		confirm: (place) => {
			const games = [...new Set(place.group.cells.flatMap(({ unreconciled }) => unreconciled))];
			const schedule = scheduleOf(place);
			const says = "the two sums differ for the same game; the league's own page says which is right";
			return [...place.tables.map((table) => ({
				says,
				language: "sql",
				text: pointsByGame(table, place.group.runs, games)
			})), ...schedule === void 0 ? [] : [{
				says,
				language: "sql",
				text: scheduledPoints(schedule.calendar, schedule.table, place.group.runs, games)
			}]];
		},
		prevent: ({ target }) => ({
			words: "Fail the morning's run on such a difference.",
			yaml: null,
			line: redFromP1({ target })
		}),
		repair: () => ["Fetch the source that is wrong again; if it is the schedule, refresh that."]
	}
};
const isEmpty = (table, range) => ({
	says: "row_count is 0",
	language: "sql",
	text: anyRows(table, [range])
});

/** Causes that are about a table as a whole: that it has rows at all, when, and in which columns. */
const SHAPE_ADVICE = {
	emptied: {
		way: "run",
		first: "run",
		why: () => "Its upstreams are complete, so a run fills every date again. The canary shows whether the rows stay.",
		confirm: ({ grid, tables }) => tables.map((table) => isEmpty(table, grid.range)),
		prevent: ({ group, target }) => ({
			words: "Find out who removed the rows, or why its job never wrote any. Let the gate run before whatever reads the table.",
			yaml: missingDatesYaml(group.tables[0] ?? ""),
			line: command(target, "gate", { tables: group.tables.join(",") })
		}),
		repair: (place) => [`Rebuild every date. If a job of ${ownersOf(place)} empties the table, stop it first: it would empty the table again.`]
	},
	"source-stopped": {
		way: "run",
		first: "run",
		why: ({ group }) => `Nothing has come since ${group.dates[0]}: a run fetches the dates again, and its canary shows whether the source answers.`,
		confirm: ({ group, tables }) => tables.map((table) => ({
			says: "no row comes back",
			language: "sql",
			text: rowsByDate(table, group.runs)
		})),
		prevent: ({ group, target }) => ({
			words: "Fail the validation on the first date without rows, not after weeks.",
			yaml: missingDatesYaml(group.tables[0] ?? ""),
			line: redFromP1({ target })
		}),
		repair: (place) => [`Ask ${ownersOf(place)} what changed on ${place.group.dates[0]}: a fetch alone does not make the source come back.`]
	},
	"off-cadence": {
		way: "ask",
		first: "look",
		why: () => "Either the rows are misplaced, or the declared cadence is wrong.",
		confirm: ({ group, tables }) => tables.map((table) => ({
			says: "rows on days that the cadence leaves out",
			language: "sql",
			text: rowsByDate(table, group.runs)
		})),
		prevent: ({ tables }) => ({
			words: "If rows belong on these days, correct the table's cadence.",
			yaml: tableKeysYaml(tables.map(({ id }) => id), [["cadence", "daily"]]),
			line: null
		}),
		repair: (place) => [`A backfill does not write these days, and does not remove their rows. Ask ${ownersOf(place)} where they belong.`]
	},
	"column-gone": {
		way: "ask",
		first: "look",
		why: () => "A backfill writes rows, not columns.",
		confirm: ({ target }) => [{
			says: "the same columns are named",
			language: "sh",
			text: command(target, "config check", { environment: target.environment })
		}],
		prevent: ({ grid, group, tables }) => ({
			words: "If a column was removed on purpose, declare it as dropped, and take it out of the keys that name it.",
			yaml: droppedYaml(tables.map(({ id }) => id), droppable(grid, group.finding.subject)),
			line: null
		}),
		repair: (place) => [`Ask ${ownersOf(place)} to put the column back, then rebuild ${columnOf(place.grid, place.group.finding.subject).length} dates with backfill --force, for its old values are gone.`]
	}
};
const droppedYaml = (tables, columns) => columns.length === 0 ? null : tableKeysYaml(tables, [["droppedColumns", `[${columns.join(", ")}]`]]);
/** Names that YAML reads as they are; others have to be written by hand. */
const droppable = (...[grid, table]) => faultsOf(grid, table).flatMap((fault) => fault.kind === "gone" && /^[A-Za-z_]\w*$/.test(fault.column) ? [fault.column] : []);

/** Causes of figures that are higher than others allow. */
const SURPLUS_ADVICE = {
	"measure-lost-rows": {
		way: "ask",
		first: "look",
		why: (place) => `Rows of ${measureOf(place)} are gone; rows that were made from them are left.`,
		confirm: ({ grid, group, tables }) => grid.tables.filter(({ id }) => tables.some(({ full }) => id === shareOf(full))).map((table) => ({
			says: `${table.id} has fewer rows on these dates than ${group.tables.join(", ")}`,
			language: "sql",
			text: rowsByDate(table, group.runs)
		})),
		prevent: (place) => ({
			words: `Allow only its own job to delete rows of ${measureOf(place)}, and let such a gap turn the morning's run red.`,
			yaml: null,
			line: redFromP1(place)
		}),
		repair: (place) => [`Restore the rows of ${measureOf(place)}; do not rebuild ${place.group.tables.join(", ")}, which would lose theirs too. undo RUN brings back what a run of this tool replaced; BigQuery keeps deleted rows for its time travel, 7 days unless set otherwise.`]
	},
	surplus: {
		way: "run",
		first: "look",
		why: ({ grid }) => grid.reported === void 0 ? "The rows repeat no key, so a rebuild may write the same ones again: see first what they are." : "The figures do not say what the rows are: see first whether they repeat their keys.",
		confirm: ({ group, tables }) => tables.map((table) => ({
			says: "row_count above key_count where rows are doubled; otherwise more games, or more rows a game, than expected",
			language: "sql",
			text: duplicateRows(table, group.runs)
		})),
		prevent: ({ target }) => ({
			words: "Fail the morning's run on a surplus, so that somebody looks at it the same day.",
			yaml: null,
			line: redFromP1({ target })
		}),
		repair: () => ["Rebuild the dates once it is known what the rows are. If the surplus comes back, it comes from the source: ask its owner before running again."]
	},
	"contradictory-columns": {
		way: "ask",
		first: "look",
		why: () => "Two columns of one line cannot both be right, and the file does not say which is.",
		confirm: ({ target }) => [{
			says: "the same dates are found wrong by the counts themselves",
			language: "sh",
			text: command(target, "validate")
		}],
		prevent: () => ({
			words: "Have the job that writes the CSV compute such a column from the counts beside it.",
			yaml: null,
			line: null
		}),
		repair: () => ["Ask who writes the CSV which column is wrong. Scores here are computed from the counts; health.csv has such a figure corrected where the counts of its line give it."]
	}
};
const shareOf = (full) => typeof full === "object" && "share" in full ? full.share.of : void 0;
const measureOf = ({ tables }) => [...new Set(tables.flatMap(({ full }) => shareOf(full) ?? []))].join(", ");

/** What to do about every kind of cause. */
const ADVICE = {
	...SEASON_ADVICE,
	...NEWEST_ADVICE,
	...FLOW_ADVICE,
	...TABLE_ADVICE,
	...CALENDAR_ADVICE,
	...MISPLACED_ADVICE,
	...COVERAGE_ADVICE,
	...SURPLUS_ADVICE,
	...SHAPE_ADVICE
};
/** The advice for each cause of each finding, in the order of the findings. */
const adviseAll = (grid, diagnoses, target) => {
	const known = gridAt(grid, target);
	return groupByCause(diagnoses).map((group) => advise(known, group, target));
};
/** A CSV knows tables as they are declared; who pastes a query into a console asks the environment that its commands name. */
const gridAt = (grid, { csv, environment }) => csv === null ? grid : {
	...grid,
	tables: grid.tables.map((table) => tableIn(grid.pipeline, table, environment))
};
function advise(grid, group, target) {
	const kind = ADVICE[group.cause];
	const place = {
		grid,
		group,
		tables: tablesOfGroup(grid, group),
		target
	};
	const rebuildable = place.tables.some((table) => table.rebuildable);
	const firstDays = group.cause === "warm-up" ? firstDaysIn(target, place.tables) : "filled";
	const wayOfCause = firstDays === "never" ? "declare" : kind.way;
	const way = rebuildable || wayOfCause !== "run" ? wayOfCause : "never";
	const planPhase = planPhaseOf(grid, group.finding);
	const cells = cellsToRun(place, way);
	const includeWarmUp = firstDays === "on request";
	return {
		group,
		title: CAUSES[group.cause].title,
		byDesign: CAUSES[group.cause].byDesign,
		confirm: way === "never" ? [] : kind.confirm(place),
		prevent: way === "never" ? beforehand(place) : kind.prevent(place),
		first: kind.first,
		why: kind.why(place),
		repair: {
			way,
			planPhase,
			words: way === "never" ? NEVER : kind.repair(place),
			line: kind.line === void 0 ? lineFor(place, way, includeWarmUp) : kind.line(place),
			includeWarmUp,
			cells,
			estimate: estimateOf(grid.pipeline, target, cells)
		}
	};
}
const NEVER = ["The table is declared rebuildable: false, because its rows cannot be recreated after the fact. The gap stays, and a backfill refuses it. What it is made from may have been missing at the time."];
/** What cannot be made up for can only be seen to before. */
const beforehand = ({ group, target }) => ({
	words: "It can only be seen to beforehand: let the gate stand before the job that makes these rows, and let a date without them fail the same day.",
	yaml: missingDatesYaml(group.tables[0] ?? ""),
	line: command(target, "gate")
});
/** What a run writes: the cells themselves, or the schedule of their dates. */
function cellsToRun({ grid, group, tables }, way) {
	const schedule = gamesCalendar(grid.pipeline)?.table;
	if (way === "refresh") return schedule === void 0 ? [] : group.dates.map((date) => ({
		table: schedule,
		date
	}));
	if (way !== "run" && way !== "remove") return [];
	const rebuildable = new Set(tables.filter((table) => table.rebuildable).map(({ id }) => id));
	return group.cells.filter(({ table }) => rebuildable.has(table)).map(({ table, date }) => ({
		table,
		date
	}));
}
function lineFor(place, way, includeWarmUp) {
	const { group, target } = place;
	const own = place.tables.filter((table) => table.rebuildable && isCallable(target, table));
	if (way !== "run" || own.length === 0) return null;
	return command(target, "backfill", {
		tables: own.map(({ id }) => id).join(","),
		dates: dateListOf(group.runs),
		...includeWarmUp ? { "include-warm-up": true } : {}
	});
}

/** States that another source, or another table's rows, may have something to say against. */
const COMPARED = [
	"complete",
	"stale",
	"partial"
];
/**
* Whether all was looked at that could speak against a cell of this table: nothing is closed on what was not. A cell is
* not seen while it is unknown, and beyond that where it would look well only because the comparison that its table
* declares was not made, the table that it is measured by was not read, or the ledger was not, so that nobody knows
* what is stale and what somebody else changed.
*/
function seenIn(grid, table) {
	const isThere = (id) => grid.tables.some((one) => one.id === id);
	const { compare, full } = table;
	const isAlone = compare === void 0 || !isThere(compare.with);
	const isCompared = grid.differences?.has(table.id) ?? false;
	const measure = typeof full === "object" && "share" in full ? columnOf(grid, full.share.of) : [];
	const isService = table.producers[grid.environment]?.kind === "service";
	const isTraced = grid.ledgerError === null || table.upstream.length === 0 && isService;
	return ({ state }, day) => {
		if (state === "unknown") return false;
		if (!(measure[day]?.state !== "unknown" && (isAlone || isCompared)) && COMPARED.includes(state)) return false;
		return isTraced || state !== "complete";
	};
}

/** The findings by cause, with what an issue about each has to say. */
function findCauseRuns(assessment, by) {
	const { grid } = assessment;
	const target = targetOf(grid, {
		pipelineFile: by.pipelineFile,
		out: null,
		csvFile: null
	});
	return {
		schemaVersion: 1,
		run: by.run,
		runUrl: by.runUrl,
		environment: grid.environment,
		asOf: grid.asOf.toISOString(),
		...by.lookedAt === void 0 ? {} : { lookedAt: by.lookedAt.toISOString() },
		timeZone: grid.pipeline.timeZone,
		restDays: grid.pipeline.issues.restDays,
		range: {
			first: grid.range.first,
			last: grid.range.last
		},
		training: assessment.training,
		days: compactDates(grid.days.map(({ date }) => date)),
		observed: datesByTable(grid, (table) => seenIn(grid, table)),
		broken: datesByTable(grid, () => isBroken),
		phases: grid.pipeline.phases.map(({ id, title, number }) => ({
			id,
			title,
			number
		})),
		causeRuns: causesOfSubjects(assessment).map((one) => causeRun(assessment, target, one)).sort((a, b) => a.priority.localeCompare(b.priority))
	};
}
const BROKEN = [
	"missing",
	"over-count",
	"partial",
	"stale"
];
const isBroken = ({ state, thin, unreconciled, changedOutside }) => BROKEN.includes(state) || state === "complete" && (thin || changedOutside || unreconciled.length > 0);
function datesByTable(grid, judgeOf) {
	return Object.fromEntries(grid.tables.map((table) => [table.id, compactDates(columnOf(grid, table.id).filter(judgeOf(table)).map(({ date }) => date))]));
}
/** The kinds of finding of one subject with one cause are one thing to whoever mends it. */
function causesOfSubjects({ grid, diagnoses }) {
	return [...Map.groupBy(diagnoses, ({ cause, finding }) => `${finding.subject} ${cause}`).values()].flatMap((some) => {
		const known = new Set(grid.days.map(({ date }) => date));
		const dates = [...new Set(some.flatMap(({ run }) => run.dates))].filter((date) => known.has(date)).sort();
		const anchor = grid.days.at(-1)?.date;
		if (dates.length === 0 && anchor === void 0) return [];
		const own = dates.length === 0 ? [anchor] : dates;
		return runsOf(own, grid.days).flatMap((run) => {
			const [first, ...rest] = some.filter((one) => dates.length === 0 || one.run.dates.some((date) => isIn(run, date)));
			return first === void 0 ? [] : [{
				run,
				diagnoses: [first, ...rest]
			}];
		});
	});
}
const isIn = (run, date) => date >= run.first && date <= run.last;
function causeRun(assessment, target, found) {
	const { grid } = assessment;
	const { run, diagnoses } = found;
	const [{ finding, cause }] = diagnoses;
	const cells = cellsOf(grid, found);
	const tables = grid.tables.filter(({ id }) => cells.some(({ table }) => table === id));
	const phases = new Set(tables.map(({ phase }) => phase));
	const phase = grid.pipeline.phases.find(({ id }) => phases.size === 1 && phases.has(id));
	const advice = adviseAll(grid, diagnoses, target);
	const [worst] = advice;
	const toRun = new Map(advice.flatMap(({ repair }) => repair.cells.map((cell) => [keyOf(cell), cell])));
	const estimate = estimateOf(grid.pipeline, target, [...toRun.values()]);
	return {
		subject: finding.subject,
		phase: phase?.id ?? null,
		what: titleOf(grid, finding.subject),
		kinds: [...new Set(diagnoses.map(({ finding: { kind } }) => kind))],
		cause,
		causeTitle: CAUSES[cause].title,
		byDesign: CAUSES[cause].byDesign,
		priority: finding.priority,
		tables: tables.map(({ id }) => id),
		games: gamesOn(grid, run),
		dates: run.dates.map((date) => ({
			date,
			cells: cells.filter((cell) => cell.date === date).map((cell) => ({
				table: cell.table,
				state: stateWords(cell)
			}))
		})),
		evidence: [...new Set(diagnoses.flatMap(({ evidence }) => evidence))],
		impact: phase?.impact ?? null,
		predicted: predict(assessment, toRun),
		repair: {
			way: worst?.repair.way ?? "ask",
			first: worst?.first ?? "look",
			why: worst?.why ?? "",
			words: [...new Set(advice.flatMap(({ repair }) => repair.words))],
			tables: [...new Set([...toRun.values()].map(({ table }) => table))],
			lines: [...new Set(advice.flatMap(({ repair }) => repair.line ?? []))],
			includeWarmUp: advice.some(({ repair }) => repair.includeWarmUp),
			estimate: {
				minutes: estimate.minutes,
				undeclared: [...estimate.undeclared]
			}
		},
		owner: ownersOf({
			tables,
			target
		}),
		...assigneesOf(tables)
	};
}
/** Each once, in the order of the tables, whatever number of findings it falls to. */
function cellsOf(grid, { run, diagnoses }) {
	const cells = /* @__PURE__ */ new Map();
	for (const diagnosis of diagnoses) {
		const dates = new Set(diagnosis.run.dates);
		for (const cell of diagnosis.finding.cells) if (isIn(run, cell.date) && dates.has(cell.date)) cells.set(keyOf(cell), cell);
	}
	if (cells.size > 0) return [...cells.values()];
	const [{ finding }] = diagnoses;
	const table = grid.columns.has(finding.subject) ? finding.subject : grid.tables[0]?.id;
	return columnOf(grid, table ?? "").filter(({ date }) => isIn(run, date));
}
/** What repairing these cells and nothing else gains. */
function predict(assessment, cells) {
	const { average, training, scores } = assessment;
	const whole = boundedAverage(scores);
	const bounds = whole === null || isCertain(whole) ? {} : { bounds: {
		low: whole.low,
		high: whole.high
	} };
	const dates = /* @__PURE__ */ new Map();
	for (const { table, date } of cells.values()) dates.set(table, (dates.get(table) ?? /* @__PURE__ */ new Set()).add(date));
	const isRepaired = ({ table, date }) => dates.get(table)?.has(date) ?? false;
	const after = cells.size === 0 ? assessment : outlook(repaired(assessment.grid, isRepaired, isRepaired));
	return {
		average: {
			before: average,
			after: after.average,
			...bounds
		},
		training: {
			before: training,
			after: after.training
		}
	};
}
const gamesOn = ({ days }, run) => days.filter(({ date }) => isIn(run, date)).reduce((sum, { games }) => sum + games.length, 0);
function titleOf({ pipeline }, subject) {
	if (subject === "recent") return "Newest data";
	const phase = pipeline.phases.find(({ id }) => id === subject);
	if (phase !== void 0) return `Phase ${phase.number}`;
	return pipeline.tables.find(({ id }) => id === subject)?.title ?? subject;
}
/** "partial, 3 of 7 games", "complete, thin: 80 of 120 rows". */
function stateWords(cell) {
	const { state, unit, games, rows, expected, surplus, late, thin, unreconciled } = cell;
	const has = unit === "games" ? games : rows;
	const share = has !== null && expected !== null ? `${has} of ${expected} ${unit}` : null;
	const parts = [state];
	if (state === "partial" && share !== null) parts.push(share);
	if (thin && share !== null) parts.push(`thin: ${share}`);
	if (state === "over-count" && surplus > 0) parts.push(`${surplus} too many`);
	if (unreconciled.length > 0) parts.push(`numbers of ${unreconciled.length} ${unreconciled.length === 1 ? "game" : "games"} disagree`);
	if (isForeign(cell)) parts.push("changed by somebody else");
	if (late) parts.push("within grace");
	return parts.join(", ");
}
/** The owners that the tables declare, each once; GitHub takes ten. */
function assigneesOf(tables) {
	const logins = [...new Set(tables.flatMap(({ owner }) => owner ?? []))].slice(0, 10);
	return logins.length === 0 ? {} : { assignees: logins };
}

/**
* Those with a marker, and those whose damaged lines are remembered. `unreadable` have lines that are not what we write
* and that nobody remembers, and are left alone. The others are none of ours to keep.
*/
function readTracked(issues, remembered = []) {
	const tracked = [];
	const unreadable = [];
	for (const view of issues) {
		const known = remembered.find(({ number }) => number === view.number);
		if (known === void 0 && !view.body.includes("<!-- nba-pipeline-ops ")) continue;
		const [marker, own] = [readMarker(view.body), readState(view.body)];
		const target = marker ?? known?.target;
		const state = own ?? (known && {
			...newState(known.subject),
			run: known.run
		});
		if (target === void 0 || state === void 0) unreadable.push(view);
		else {
			const isRestored = marker === null || own === null;
			tracked.push({
				view,
				target,
				state,
				days: daysOf(target.dates),
				isRestored
			});
		}
	}
	return {
		tracked,
		unreadable
	};
}

const number = int().positive();
/** One issue of ours, for reports and for the next look at the tracker. */
const RememberedSchema = strictObject({
	number,
	url: url({ protocol: /^https?$/ }).max(500),
	open: boolean(),
	target: IssueTargetSchema,
	subject: string().nullable(),
	/** Logins. */
	assignees: array(string().max(60)),
	/** The repair that was started last for its cells. */
	run: string().nullable(),
	/** Closed by a person as not planned, and left closed through this day. */
	restsUntil: date().optional()
});
/** `issues.json`: our issues as the last validation saw them. */
const IssueMemorySchema = strictObject({
	schemaVersion: literal$1(1),
	/** Every number that ever was ours, in order: a list without them is not believed. */
	known: array(number),
	issues: array(RememberedSchema)
});
const NO_MEMORY = {
	schemaVersion: 1,
	known: [],
	issues: []
};
/** What is there now, and every number of before. */
function rememberIssues(issues, before) {
	const numbers = [...before.known, ...issues.map((issue) => issue.number)];
	return {
		schemaVersion: 1,
		known: [...new Set(numbers)].sort((a, b) => a - b),
		issues: readTracked(issues, before.issues).tracked.map(rememberedOf)
	};
}
const rememberedOf = ({ view, target, state }) => ({
	number: view.number,
	url: view.url,
	open: view.isOpen,
	target,
	subject: state.subject,
	assignees: [...view.assignees],
	run: state.run,
	...view.isOpen || state.restsUntil === void 0 ? {} : { restsUntil: state.restsUntil }
});

/** From the folder of an environment. */
const CAUSE_RUNS = "latest/cause-runs.json";
const ISSUES = "latest/issues.json";
/** What the job that keeps issues reads: it has no warehouse. */
async function writeCauseRuns(folder, assessment, { runId: run, runUrl, lookedAt, pipelineFile = PIPELINE.default }) {
	const own = pipelineFile === PIPELINE.default ? null : pipelineFile ?? null;
	const file = findCauseRuns(assessment, {
		run,
		runUrl,
		lookedAt,
		pipelineFile: own
	});
	await writeWhole((0, import__node_path.join)(folder, CAUSE_RUNS), `${JSON.stringify(file, null, 2)}\n`);
}
/** Throws a UserError where there is none, or where it is of another environment than its folder. */
async function readCauseRuns(place) {
	const path = (0, import__node_path.join)(folderOf(place), CAUSE_RUNS);
	const text = await readIfThere(path);
	if (text === null) throw new UserError(`${path} is not there: it is written by a validation; validate first.`);
	const file = parseCauseRuns(text, path);
	if (file.environment !== place.name) throw new UserError(`${path} is of ${file.environment}, not of ${place.name}: validate ${place.name} again to write it anew.`);
	return file;
}
/**
* Nothing where there is none yet, or one of another version: then numbers are learnt anew. What an earlier version left
* in the root is of every environment, and is read until the environment has its own.
*/
async function readMemory(place) {
	const text = await readIfThere((0, import__node_path.join)(folderOf(place), "latest/issues.json")) ?? await readIfThere((0, import__node_path.join)(place.out, "latest/issues.json"));
	if (text === null) return NO_MEMORY;
	try {
		return IssueMemorySchema.parse(JSON.parse(text));
	} catch {
		return NO_MEMORY;
	}
}
/** Lists our issues for the handoff and for the next look at the tracker. A validation goes on without them, and says so. */
async function rememberTracker(place, tracker, progress) {
	const folder = await environmentFolder(place.out, place.name);
	const before = await readMemory(place);
	try {
		const memory = rememberIssues(await tracker.list(before.known), before);
		await writeWhole((0, import__node_path.join)(folder, ISSUES), `${JSON.stringify(memory, null, 2)}\n`);
	} catch (error) {
		progress({
			kind: "note",
			message: `The issues could not be listed, so the handoff names them as they were: ${describeError(error)}`
		});
	}
}

export { CAUSE_RUNS, adviseAll, environmentFolder, estimateOf, findStrays, graceEnd, isRemovable, readCauseRuns, readMemory, readTracked, rememberTracker, writeCauseRuns };