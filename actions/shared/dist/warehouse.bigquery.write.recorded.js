import { openDuckDb } from "./warehouse.costless.js";
import { dateParams } from "./warehouse.content.js";

/** The embedded engine's types as BigQuery's. HUGEINT is what it makes of a sum of whole numbers. */
const TYPES = {
	VARCHAR: "STRING",
	DATE: "DATE",
	BOOLEAN: "BOOL",
	TINYINT: "INT64",
	SMALLINT: "INT64",
	INTEGER: "INT64",
	BIGINT: "INT64",
	HUGEINT: "INT64",
	UINTEGER: "INT64",
	FLOAT: "FLOAT64",
	DOUBLE: "FLOAT64",
	"TIMESTAMP WITH TIME ZONE": "TIMESTAMP"
};
async function fieldsOf(files) {
	return (await files.query("DESCRIBE recorded")).map((column) => {
		const [name, type] = [String(column["column_name"]), String(column["column_type"])];
		const known = type.startsWith("DECIMAL") ? "NUMERIC" : TYPES[type];
		if (known === void 0) throw new Error(`The recorded column "${name}" has the type ${type}, which cannot be loaded.`);
		return {
			name,
			type: known
		};
	});
}
/** The recorded rows of the claimed dates, read by the embedded engine, and their columns. */
async function readRecorded(sql, { dates, dateColumn }, filesAt) {
	await using files = await openDuckDb({
		path: ":memory:",
		readOnly: false,
		filesAt
	});
	await files.native(`CREATE VIEW recorded AS ${sql}`);
	return {
		fields: await fieldsOf(files),
		rows: await files.query(`SELECT * FROM recorded WHERE \`${dateColumn}\` IN (SELECT d FROM UNNEST(@dates) AS d)`, { dates: dateParams(dates)["dates"] })
	};
}

export { readRecorded };