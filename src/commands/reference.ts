import { markdownTable } from "markdown-table";
import { COMMANDS, commandLine, EXIT_CODES } from "./catalogue.ts";
import { type CommandSpec, helpOf } from "./spec.ts";

/** docs/reference/commands.md, from the catalogue. */
export function renderCommandReference(): string {
  const exit = markdownTable([
    ["exit code", "meaning"],
    ...EXIT_CODES.map(([code, meaning]) => [String(code), meaning]),
  ]);
  return [
    "# Commands",
    "<!-- Written by `npm run build` from src/commands/catalogue.ts; edits here are lost. -->",
    "`npm run ops -- COMMAND`; add `-s` to npm (`npm run -s ops -- ...`) where the output is read by a program.",
    "A relative path (FILE, DIR) is taken from the folder where you type the command. Defaults, and paths in the pipeline file, start at the project's root; so do the paths of commands that are printed.",
    'With `--json`, the result is one JSON document on stdout. An error is the last line of stderr: `{"error":{"message":"...","exitCode":2}}`.',
    "Every command has `--help`. Colours follow the terminal and `NO_COLOR`.",
    exit,
    ...COMMANDS.map(renderCommand),
    "",
  ].join("\n\n");
}

function renderCommand(spec: CommandSpec & { readonly name: (typeof COMMANDS)[number]["name"] }) {
  const options = spec.options.map((option) => [
    `\`--${option.name}${option.value === undefined ? "" : ` ${option.value}`}\``,
    [helpOf(option), option.choices === undefined ? "" : ` (${option.choices.join(", ")})`].join(
      "",
    ),
    option.default === undefined ? "" : `\`${option.default}\``,
  ]);
  const examples = spec.examples.map(
    ({ does, options: given, argument, second }) =>
      `# ${does}\n${commandLine(spec.name, given, argument, second)}`,
  );
  const words = [spec.argument, spec.second].flatMap((word) => word ?? []);
  return [
    `## ${[spec.name, ...words.map(({ name }) => name)].join(" ")}`,
    [`${spec.summary}.`, ...words.map(({ name, about }) => `${name}: ${about}.`)].join(" "),
    markdownTable([["option", "meaning", "default"], ...options]),
    ...(examples.length === 0 ? [] : [`\`\`\`sh\n${examples.join("\n")}\n\`\`\``]),
  ].join("\n\n");
}
