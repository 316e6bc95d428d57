import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** A program that some suites need, made by `npm run tools` from what the folder of its name locks. */
export type Tool = {
  readonly name: string;
  /** The environment variable by which a suite finds the program. */
  readonly variable: string;
  /** The Go package that becomes the program; null for one that pip installs. */
  readonly main: string | null;
};

/** In the order of building: the emulator takes minutes the first time, so it is last. */
export const TOOLS: readonly Tool[] = [
  {
    name: "actionlint",
    variable: "ACTIONLINT",
    main: "github.com/rhysd/actionlint/cmd/actionlint",
  },
  { name: "zizmor", variable: "ZIZMOR", main: null },
  { name: "act", variable: "ACT", main: "github.com/nektos/act" },
  {
    name: "bigquery-emulator",
    variable: "BIGQUERY_EMULATOR",
    main: "github.com/goccy/bigquery-emulator/cmd/bigquery-emulator",
  },
];

export const moduleFolder = (tool: Tool): string => join(import.meta.dirname, tool.name);

const locksOf = ({ main }: Tool): string[] =>
  main === null ? ["requirements.txt"] : ["go.mod", "go.sum"];

/** Where the program is kept, outside the checkout: a name for each content of its lock. */
export function toolFile(tool: Tool): string {
  const hash = createHash("sha256");
  for (const file of locksOf(tool)) hash.update(readFileSync(join(moduleFolder(tool), file)));
  const cache = process.env["XDG_CACHE_HOME"] || join(homedir(), ".cache");
  const folder = hash.digest("hex").slice(0, 16);
  const inFolder = tool.main === null ? ["bin", tool.name] : [tool.name];
  return join(cache, "nba-pipeline-ops", "tools", folder, ...inFolder);
}

/**
 * The variables of the tools that are there; one already set is kept. With REQUIRE_TOOLS=1 a missing
 * tool throws, because in CI a suite that skips itself proves nothing.
 */
export function toolEnvironment(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const tool of TOOLS) {
    const file = process.env[tool.variable] || toolFile(tool);
    if (existsSync(file)) found[tool.variable] = file;
    else if (process.env["REQUIRE_TOOLS"] === "1")
      throw new Error(`${tool.name} is not built; run npm run tools first.`);
  }
  return found;
}
