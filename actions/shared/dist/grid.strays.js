import { addDays } from "./every-action.js";
import { isIndependent } from "./findings.assess.assess.js";

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
		return found;
	});
}
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

export { findStrays, isRemovable };