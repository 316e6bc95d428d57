import { parse, stringify } from "./npm.csv-parse.lib.api.CsvError.js";
import { isForeign, visible } from "./every-action.js";
import { cellReason, isAwaited, isStrayByCadence } from "./findings.assess.assess.js";

const COLUMNS = [
	"game_date",
	"phase",
	"table",
	"state",
	"late",
	"thin",
	"rows",
	"games",
	"expected",
	"unit",
	"missing_games",
	"reason"
];
/** True for a cell that a person may have to look at; complete, expected and awaited cells are not. */
const isGap = (grid, table, cell) => cell.state !== "complete" && cell.state !== "expected-absent" && !(cell.late && isAwaited(grid, table, cell.date)) || cell.thin || isForeign(cell) || cell.unreconciled.length > 0 || isStrayByCadence(table, cell);
/** Every cell that is not as it should be, with why, one line each; sorted by date and then in the pipeline's order. */
function writeGapsCsv(grid) {
	const records = grid.days.flatMap((day, index) => grid.tables.flatMap((table) => {
		const cell = grid.columns.get(table.id)?.[index];
		if (cell === void 0 || !isGap(grid, table, cell)) return [];
		return [[
			cell.date,
			table.phase,
			cell.table,
			cell.state,
			cell.late ? "late" : "",
			cell.thin ? "thin" : "",
			cell.rows ?? "",
			cell.games ?? "",
			cell.expected ?? "",
			cell.unit,
			cell.missingGames.join(" "),
			cellReason(cell, table, {
				differences: grid.differences,
				day
			})
		]];
	}));
	return visible(stringify([[...COLUMNS], ...records], { escape_formulas: true }));
}
/** Of a file as it is written here. Throws for a text that is no CSV; a column that is not there is empty. */
function readMissingGames(csv) {
	return parse(csv, { columns: true }).flatMap(({ game_date: date = "", table = "", missing_games: ids = "" }) => {
		const games = ids.split(" ").filter((id) => id !== "");
		return games.length === 0 ? [] : [{
			date,
			table,
			games
		}];
	});
}

export { readMissingGames, writeGapsCsv };