// Loaded before every test, and before every process that a test starts: what the product publishes changes with each
// publication, so a test that read reports/ would turn red without a fault. Tests read fixtures, or what they wrote.
import fs from "node:fs";
import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const PUBLISHED = join(import.meta.dirname, "../../reports");
const MARK = Symbol.for("nba-pipeline-ops: reads of reports/ are refused");

function refuse(path: unknown): void {
  if (typeof path !== "string" && !(path instanceof URL)) return;
  const full = resolve(typeof path === "string" ? path : fileURLToPath(path));
  if (full === PUBLISHED || full.startsWith(`${PUBLISHED}${sep}`))
    throw new Error(
      `A test reads ${full}, which a publication changes. Give it a folder of its own, such as --out.`,
    );
}

/** The same functions, which refuse a path below reports/; whether one is there may be asked. */
function guard(module: object, names: readonly string[]): void {
  const functions = module as Record<string, (...args: unknown[]) => unknown>;
  for (const name of names) {
    const real = functions[name];
    if (real === undefined) throw new Error(`node:fs has no ${name}.`);
    functions[name] = (...args) => {
      refuse(args[0]);
      return real(...args);
    };
  }
}

const known = globalThis as Record<symbol, unknown>;
if (known[MARK] !== true) {
  known[MARK] = true;
  guard(fs, ["readFileSync", "readFile", "readdirSync", "readdir", "createReadStream", "openSync"]);
  guard(promises, ["readFile", "readdir", "open"]);
  syncBuiltinESMExports();
}
