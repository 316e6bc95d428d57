import { DuckDBInstance } from "@duckdb/node-api";
import { FILLINGS, GAMES } from "./fill.ts";
import { duckDbTable, filler, OPERATORS } from "./schema.ts";

/** Builds the operators' warehouse, or some tables of it, in this DuckDB file, filled from a loaded sample. */
export async function buildReplica(
  sample: string,
  path: string,
  names: readonly string[] = Object.keys(OPERATORS),
): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    await connection.run(`ATTACH '${sample}' AS s (READ_ONLY)`);
    await connection.run(GAMES);
    for (const name of names)
      await connection.run(`CREATE SCHEMA IF NOT EXISTS ${name.split(".")[0]}`);
    for (const [name, table] of Object.entries(OPERATORS)) {
      if (!names.includes(name)) continue;
      await connection.run(duckDbTable(name, table));
      const filling = FILLINGS[name];
      if (filling === undefined) continue;
      const list = table.columns.map((field) => {
        const known = filling.columns[field.name];
        const date = filling.columns[table.partitionColumn] ?? table.partitionColumn;
        return `${known ?? filler(field, date)} AS "${field.name}"`;
      });
      await connection.run(
        `INSERT INTO ${name} BY NAME SELECT ${list.join(", ")} FROM ${filling.from}`,
      );
    }
    await connection.run("DETACH s");
    await connection.run("CHECKPOINT");
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
