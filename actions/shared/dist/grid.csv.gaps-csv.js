import { parse, stringify } from "./npm.csv-parse.lib.api.CsvError.js";
import { isForeign, visible } from "./every-action.js";
import { cellReason, isAwaited, isStrayByCadence } from "./findings.assess.assess.js";

/** The columns in their order, each with what it holds. */
const COLUMNS = [
	["game_date", ({ cell }) => cell.date],
	["phase", ({ table }) => table.phase],
	["table", ({ cell }) => cell.table],
	["state", ({ cell }) => cell.state],
	["late", ({ cell }) => cell.late ? "late" : ""],
	["thin", ({ cell }) => cell.thin ? "thin" : ""],
	["rows", ({ cell }) => cell.rows],
	["games", ({ cell }) => cell.games],
	["expected", ({ cell }) => cell.expected],
	["unit", ({ cell }) => cell.unit],
	["missing_games", ({ cell }) => cell.missingGames.join(" ")],
	["reason", ({ cell, table, day, grid }) => cellReason(cell, table, {
		differences: grid.differences,
		day
	})]
];
/** True for a cell that a person may have to look at; complete, expected and awaited cells are not. */
const isGap = (grid, table, cell) => cell.state !== "complete" && cell.state !== "expected-absent" && !(cell.late && isAwaited(grid, table, cell.date)) || cell.thin || isForeign(cell) || cell.unreconciled.length > 0 || isStrayByCadence(table, cell);
/** Every cell that is not as it should be, with why, one line each; sorted by date and then in the pipeline's order. */
function writeGapsCsv(grid) {
	const records = grid.days.flatMap((day, index) => grid.tables.flatMap((table) => {
		const cell = grid.columns.get(table.id)?.[index];
		if (cell === void 0 || !isGap(grid, table, cell)) return [];
		return [COLUMNS.map(([, value]) => value({
			cell,
			table,
			day,
			grid
		}) ?? "")];
	}));
	return visible(stringify([COLUMNS.map(([name]) => name), ...records], { escape_formulas: true }));
}
/** Of a file as it is written here. Throws for a text that is no CSV. */
function readGaps(csv) {
	return parse(csv, { columns: true }).map(({ game_date: date = "", table = "", state = "", unit = "", ...line }) => ({
		date,
		table,
		state,
		unit,
		late: line["late"] === "late",
		thin: line["thin"] === "thin",
		rows: figure(line["rows"]),
		games: figure(line["games"]),
		expected: figure(line["expected"]),
		missingGames: ids(line["missing_games"]),
		reason: (line["reason"] ?? "").replace(/^'(?=[=+\-@\t\r])/, "")
	}));
}
const figure = (text = "") => /^\d+$/.test(text) ? Number(text) : null;
const ids = (text = "") => text.split(" ").filter((id) => id !== "");
/** Of a file as it is written here. Throws for a text that is no CSV; a column that is not there is empty. */
const readMissingGames = (csv) => readGaps(csv).filter(({ missingGames }) => missingGames.length > 0).map(({ date, table, missingGames: games }) => ({
	date,
	table,
	games
}));

export { readGaps, readMissingGames, writeGapsCsv };