import { globSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { markdownTable } from "markdown-table";
import { build, type Plugin } from "rolldown";
import { parse } from "yaml";
import { z } from "zod";
import { renderCommandReference } from "./src/commands/reference.ts";
import { PipelineSchema } from "./src/pipeline/schema.ts";

/** Path from the root, with forward slashes, to the whole content. */
type Files = Map<string, string>;

const ROOT = import.meta.dirname;
const ACTIONS = globSync("actions/*/action.yml", { cwd: ROOT }).map(dirname).sort();

/** Heavy, and loaded only by who reads with it: a file beside the bundles that do. */
const LAZY = [{ source: "src/producers/scrapers/pdf-reader.ts", file: "pdf-reader.js" }];
const beside: Plugin = {
  name: "beside",
  resolveId(source, importer) {
    if (importer === undefined) return null;
    const lazy = LAZY.find((one) => join(dirname(importer), source) === join(ROOT, one.source));
    return lazy === undefined ? null : { id: `./${lazy.file}`, external: true };
  },
};

/** One file from one module with all that it imports, so that a runner needs no install to start it. */
async function bundle(module: string): Promise<string> {
  const { output } = await build({
    cwd: ROOT,
    input: { index: module },
    plugins: [beside],
    platform: "node",
    // Native: an action that opens the embedded engine runs `npm ci` in its job first.
    external: [/^@duckdb\//],
    // A linked node_modules would otherwise show its real place, and other checkouts would differ.
    resolve: { symlinks: false },
    // Region comments carry paths as seen from the working folder, for the same reason left out.
    experimental: { attachDebugInfo: "none" },
    output: { format: "esm", entryFileNames: "[name].js", codeSplitting: false, minify: false },
    transform: { target: "node24" },
    write: false,
  });
  const [chunk, ...more] = output;
  if (more.length > 0) throw new Error(`${module} was not built into one file.`);
  return chunk.code;
}

type Declared = { description: string; required?: boolean; default?: string };
type ActionFile = { inputs?: Record<string, Declared>; outputs?: Record<string, Declared> };

const cell = (text: string): string => text.trim().replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
const code = (text: string): string => `\`${text}\``;

function inputsTable({ inputs = {} }: ActionFile): string {
  const rows = Object.entries(inputs).map(([name, { description, required, default: value }]) => [
    code(name),
    cell(description),
    required === true ? "_required_" : value ? code(cell(value)) : "",
  ]);
  return markdownTable([["Input", "Meaning", "Default"], ...rows], { alignDelimiters: false });
}

function outputsTable({ outputs = {} }: ActionFile): string {
  const rows = Object.entries(outputs).map(([name, it]) => [code(name), cell(it.description)]);
  return markdownTable([["Output", "Meaning"], ...rows], { alignDelimiters: false });
}

/** Replaces what stands between `<!-- name -->` and `<!-- /name -->`. */
function fill(text: string, name: string, content: string, file: string): string {
  const [open, close] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [start, end] = [text.indexOf(open), text.indexOf(close)];
  if (start < 0 || end < start) throw new Error(`${file} has no ${open} ... ${close}.`);
  return `${text.slice(0, start + open.length)}\n\n${content}\n\n${text.slice(end)}`;
}

async function readme(action: string): Promise<string> {
  const file = `${action}/README.md`;
  const text = await readFile(join(ROOT, file), "utf8");
  const declared = parse(await readFile(join(ROOT, action, "action.yml"), "utf8")) as ActionFile;
  const withInputs = fill(text, "inputs", inputsTable(declared), file);
  return fill(withInputs, "outputs", outputsTable(declared), file);
}

async function generate(): Promise<Files> {
  const files: Files = new Map();
  const schema = z.toJSONSchema(PipelineSchema, { io: "input" });
  files.set("pipeline/pipeline.schema.json", `${JSON.stringify(schema, null, 2)}\n`);
  files.set("docs/reference/commands.md", renderCommandReference());
  const lazy = new Map<string, string>();
  for (const { source, file } of LAZY) lazy.set(file, await bundle(source));
  for (const action of ACTIONS) {
    files.set(`${action}/README.md`, await readme(action));
    const code = await bundle(`${action}/main.ts`);
    files.set(`${action}/dist/index.js`, code);
    for (const [file, content] of lazy)
      if (code.includes(`import("./${file}")`)) files.set(`${action}/dist/${file}`, content);
  }
  return files;
}

const differs = async (file: string, content: string): Promise<boolean> =>
  (await readFile(join(ROOT, file), "utf8").catch(() => null)) !== content;

/** What stands in a folder that holds nothing but generated files, and is none: no runner may start an old one. */
const leftOver = (files: Files): string[] =>
  globSync("actions/*/dist/**", { cwd: ROOT, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
    .filter((file) => !files.has(file));

const [mode, ...rest] = process.argv.slice(2);
if (rest.length > 0 || (mode !== undefined && mode !== "--check")) {
  console.error("Usage: node build.ts [--check]");
  process.exit(2);
}

const files = await generate();
const stale: string[] = [];
for (const [file, content] of files) if (await differs(file, content)) stale.push(file);
const extra = leftOver(files);

if (mode === "--check") {
  for (const file of stale)
    console.error(`${file} is not what the sources give; run npm run build`);
  for (const file of extra) console.error(`${file} is generated by nothing; run npm run build`);
  if (stale.length + extra.length > 0) process.exitCode = 1;
  else console.log(`${files.size} generated files are up to date`);
} else {
  for (const file of stale) {
    await mkdir(dirname(join(ROOT, file)), { recursive: true });
    await writeFile(join(ROOT, file), files.get(file) ?? "");
    console.log(`wrote ${file}`);
  }
  for (const file of extra) {
    await rm(join(ROOT, file));
    console.log(`removed ${file}`);
  }
  if (stale.length + extra.length === 0)
    console.log(`${files.size} generated files were up to date`);
}
