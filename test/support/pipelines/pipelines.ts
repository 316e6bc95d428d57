import { copyFileSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { openDuckDb } from "../../../src/warehouse/duckdb/duckdb.ts";
import type { Declaration } from "../pipeline.ts";
import { run, type Said } from "../repair/repairs.ts";
import { ownFolder } from "../warehouses.ts";

const FOLDER = join(import.meta.dirname, "../../pipelines");

export type SmallPipeline = {
  readonly folder: string;
  readonly file: string;
  /** A command of the tool on it, in this process. */
  readonly ops: (command: string, ...words: readonly string[]) => Promise<Said>;
  /** Runs statements behind the tool's back. */
  readonly native: (...statements: readonly string[]) => Promise<void>;
  readonly rows: (sql: string) => Promise<readonly unknown[]>;
  /** Changes its declaration. */
  readonly declare: (change: (declaration: Declaration) => void) => void;
};

/** A copy of one of the small pipelines of test/pipelines, as its create.sql makes it, in a folder of the test's own. */
export async function openPipeline(
  name: "ts_col" | "weekly" | "outside",
  asOf: string,
  change: (declaration: Declaration) => void = () => undefined,
): Promise<SmallPipeline> {
  const folder = ownFolder();
  for (const one of readdirSync(join(FOLDER, name)))
    copyFileSync(join(FOLDER, name, one), join(folder, one));
  const file = join(folder, "w.duckdb");
  const pipeline = join(folder, "pipeline.yaml");
  const native = async (...statements: readonly string[]) => {
    await using warehouse = await openDuckDb({ path: file, readOnly: false });
    for (const statement of statements) await warehouse.native(statement);
  };
  const declare = (how: (declaration: Declaration) => void) => {
    const declaration = parse(readFileSync(pipeline, "utf8")) as Declaration;
    how(declaration);
    writeFileSync(pipeline, stringify(declaration));
  };
  await native(readFileSync(join(folder, "create.sql"), "utf8"));
  declare((declaration) => {
    declaration["environments"].local.path = file;
    change(declaration);
  });
  const out = ["validate", "backfill", "gate", "explain", "undo"];
  return {
    folder,
    file,
    native,
    declare,
    rows: async (sql) => {
      await using warehouse = await openDuckDb({ path: file, readOnly: true });
      return warehouse.query(sql);
    },
    ops: (command, ...words) => {
      const [first = ""] = command.split(" ");
      const where = ["--pipeline", pipeline, "--environment", "local", "--lock-wait", "0"];
      const at = first === "config" ? [] : ["--as-of", asOf];
      const reports = out.includes(first) ? ["--out", join(folder, "reports")] : [];
      return run([...command.split(" "), ...where, ...at, ...reports, ...words], { root: folder });
    },
  };
}

/** An entry of a declaration, to be changed. */
export function tableIn(declaration: Declaration, id: string): Declaration {
  const table = declaration["tables"].find((one: Declaration) => one["id"] === id);
  if (table === undefined) throw new Error(`There is no table ${id}.`);
  return table;
}
