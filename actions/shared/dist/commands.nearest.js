/** The word that was probably meant: the same, or a slip away (two for longer ones); undefined where none is near. */
function nearest(word, known) {
	return known.map((one) => ({
		one,
		slips: slips(word, one)
	})).filter(({ one, slips }) => slips <= (one.length > 4 ? 2 : 1)).sort((a, b) => a.slips - b.slips)[0]?.one;
}
/** Letters to add, drop or change; two swapped neighbours count once. */
function slips(a, b) {
	const rows = [Array.from({ length: b.length + 1 }, (_, at) => at)];
	for (let i = 1; i <= a.length; i += 1) {
		const [above, row] = [rows[i - 1] ?? [], [i]];
		for (let j = 1; j <= b.length; j += 1) {
			const change = (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
			const swap = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (rows[i - 2]?.[j - 2] ?? Infinity) + 1 : Infinity;
			row.push(Math.min(change, (above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, swap));
		}
		rows.push(row);
	}
	return rows.at(-1)?.at(-1) ?? 0;
}

export { nearest };