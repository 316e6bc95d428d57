// Makes the example's warehouse anew: node examples/web-shop/create.mjs [FILE], from the checkout's root.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const file = process.argv[2] ?? ".warehouse/web-shop.duckdb";
mkdirSync(dirname(file), { recursive: true });
rmSync(file, { force: true });
const instance = await DuckDBInstance.create(file);
const connection = await instance.connect();
await connection.run(readFileSync(new URL("create.sql", import.meta.url), "utf8"));
connection.closeSync();
instance.closeSync();
