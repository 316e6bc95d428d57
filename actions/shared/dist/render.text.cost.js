import { count } from "./render.text.markdown.js";

const UNITS = [
	"bytes",
	"KiB",
	"MiB",
	"GiB",
	"TiB",
	"PiB"
];
function bytesText(bytes) {
	const power = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
	return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
/** US dollars; small amounts with the digits that make them more than nothing. */
function usdText(usd) {
	if (usd === 0 || usd >= 1) return `${usd.toFixed(2)} USD`;
	return `${usd >= .01 ? usd.toFixed(4) : usd.toFixed(6)} USD`;
}
const moneyText = ({ bytes, usd }) => `${bytesText(bytes)}, ${usdText(usd)}`;
/** One sentence: what was billed, against what was estimated. */
function costText({ estimated, billed, queries, unknown }) {
	const silent = `; ${unknown} of ${count(queries, "query", "queries")} did not say what they billed`;
	const said = unknown === queries ? "unknown" : `at least ${moneyText(billed)}`;
	return [
		`Billed: ${unknown === 0 ? moneyText(billed) : said}`,
		unknown === 0 ? ` for ${count(queries, "query", "queries")}` : silent,
		`; estimated: ${estimated === null ? "unknown" : moneyText(estimated)}`
	].join("");
}

export { bytesText, costText, moneyText, usdText };