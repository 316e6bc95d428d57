/** Where rows stand that have no date, and those of a streaming buffer, which may be of any date. */
const UNDATED_PARTITION = "__NULL__";
const UNPLACED_PARTITION = "__UNPARTITIONED__";
/** The dates whose rows lie in a partition: "20260125", "202601" or "2026". Null where its id does not say. */
function datesOfPartition(id) {
	const [, year, month, day] = /^(\d{4})(\d{2})?(\d{2})?$/.exec(id) ?? [];
	if (year === void 0) return null;
	const first = `${year}-${month ?? "01"}-${day ?? "01"}`;
	const lastMonth = `${year}-${month ?? "12"}`;
	const last = day === void 0 ? `${lastMonth}-${daysIn(lastMonth)}` : first;
	const isDay = (text) => !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
	return isDay(first) && isDay(last) && (/* @__PURE__ */ new Date(`${first}T00:00:00Z`)).toISOString().startsWith(first) ? {
		first,
		last
	} : null;
}
/** "2026-02" has 28. */
function daysIn(month) {
	const [year = 0, number = 0] = month.split("-").map(Number);
	return new Date(Date.UTC(year, number, 0)).getUTCDate();
}

export { UNDATED_PARTITION, UNPLACED_PARTITION, datesOfPartition };