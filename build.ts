import { globSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { markdownTable } from "markdown-table";
import { parse, stringify } from "yaml";
import { z } from "zod";
import { bundles } from "./bundles.ts";
import { renderCommandReference } from "./src/commands/reference.ts";
import { isPath, type OptionSpec } from "./src/commands/spec.ts";
import { PipelineSchema } from "./src/pipeline/schema.ts";
import { attempts, renderInputs } from "./test/house/injection.ts";
import { actionsTable, loopPicture, roomsPicture } from "./test/house/pictures.ts";

/** Path from the root, with forward slashes, to the whole content. */
type Files = Map<string, string>;

const ROOT = import.meta.dirname;
const ACTIONS = globSync("actions/*/action.yml", { cwd: ROOT }).map(dirname).sort();

type Declared = { description: string; required?: boolean; default?: string };
type ActionFile = { inputs?: Record<string, Declared>; outputs?: Record<string, Declared> };

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** What a workflow's author reads of an option. */
function describe({ about, input, value, choices, absent }: OptionSpec): string {
  const isListed = choices === undefined || choices.every((one) => about.includes(one));
  return [
    sentence(input ?? about),
    ...(isListed ? [] : [sentence(choices.join(", "))]),
    ...(isPath(value) ? ["A path in the workspace."] : []),
    ...(absent === undefined ? [] : [sentence(`Empty: ${absent}`)]),
  ].join(" ");
}

/** The inputs of an action's `action.yml`, from what its entry reads. */
function declared(options: readonly OptionSpec[]): string {
  const inputs = options.map((option) => {
    const { name, needed, absent, expression, value, default: standard } = option;
    const isRequired = needed === true && absent === undefined && expression === undefined;
    const given = standard ?? expression ?? (value === undefined ? "false" : "");
    const description = describe(option);
    return [name, isRequired ? { description, required: true } : { description, default: given }];
  });
  // In YAML 1.1, which runners may read, a bare `off` is no text.
  return stringify({ inputs: Object.fromEntries(inputs) }, { version: "1.1", lineWidth: 0 });
}

async function actionFile(action: string): Promise<string> {
  const text = await readFile(join(ROOT, action, "action.yml"), "utf8");
  const { INPUTS } = (await import(`./${action}/inputs.ts`)) as { INPUTS: readonly OptionSpec[] };
  const [start, end] = [text.indexOf("inputs:\n"), text.indexOf("outputs:\n")];
  if (start < 0 || end < start) throw new Error(`${action}/action.yml has no inputs and outputs.`);
  return text.slice(0, start) + declared(INPUTS) + text.slice(end);
}

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

async function readme(action: string, declaration: string): Promise<string> {
  const file = `${action}/README.md`;
  const text = await readFile(join(ROOT, file), "utf8");
  const declared = parse(declaration) as ActionFile;
  const withInputs = fill(text, "inputs", inputsTable(declared), file);
  return fill(withInputs, "outputs", outputsTable(declared), file);
}

async function injection(file: string): Promise<string> {
  const text = await readFile(join(ROOT, file), "utf8");
  return fill(text, "inputs", renderInputs(await attempts()), file);
}

const ARCHITECTURE = "docs/explanation/architecture.md";

async function architecture(): Promise<string> {
  const drawn = {
    loop: loopPicture(ROOT),
    actions: actionsTable(ROOT),
    rooms: roomsPicture(),
  };
  return Object.entries(drawn).reduce(
    (text, [name, content]) => fill(text, name, content, ARCHITECTURE),
    await readFile(join(ROOT, ARCHITECTURE), "utf8"),
  );
}

async function generate(): Promise<Files> {
  const files: Files = new Map();
  const schema = z.toJSONSchema(PipelineSchema, { io: "input" });
  files.set("pipeline/pipeline.schema.json", `${JSON.stringify(schema, null, 2)}\n`);
  files.set("docs/reference/commands.md", renderCommandReference());
  for (const action of ACTIONS) {
    const declaration = await actionFile(action);
    files.set(`${action}/action.yml`, declaration);
    files.set(`${action}/README.md`, await readme(action, declaration));
  }
  const tried = "docs/explanation/injection.md";
  files.set(tried, await injection(tried));
  files.set(ARCHITECTURE, await architecture());
  for (const [file, code] of await bundles(ROOT, ACTIONS)) files.set(file, code);
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
