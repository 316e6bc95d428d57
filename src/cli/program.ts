import { Command, Option } from "commander";
import { camel } from "../commands/case.ts";
import { COMMANDS, type CommandName, commandLine, EXIT_CODES } from "../commands/catalogue.ts";
import { type CommandSpec, helpOf, isPath } from "../commands/spec.ts";
import { TOOL_VERSION } from "../jobs/shared/version.ts";

/** Runs one command with its options as typed (camel case, strings and switches); returns the exit code. */
export type Handler = (
  options: Readonly<Record<string, unknown>>,
  argument: string,
  second: string,
) => Promise<number>;

/** The commander program over the catalogue. Unknown commands and options are errors with a suggestion. */
export function buildProgram(
  handlers: Readonly<Record<CommandName, Handler>>,
  onExit: (code: number) => void,
  /** A typed path as seen from the root. */
  pathOf: (typed: string) => string = (typed) => typed,
): Command {
  const program = quiet(new Command("ops"))
    .description("Validates, repairs and proves the NBA data pipeline.")
    .version(TOOL_VERSION.split(" ").at(-1) as string, "--version", "print the version")
    .addHelpText("after", exitCodes());
  for (const spec of COMMANDS) {
    const words = spec.name.split(" ");
    const parent = words.length === 1 ? program : group(program, words[0] as string);
    const command = quiet(parent.command(words.at(-1) as string)).description(spec.summary);
    for (const option of spec.options) command.addOption(optionOf(option));
    command.addHelpText("after", examples(spec) + exitCodes());
    const { argument, second } = spec as CommandSpec;
    const taken = [argument, second].flatMap((word) => word ?? []);
    for (const { name, about } of taken) command.argument(`<${name}>`, about);
    // Commander hands over the words, then the options.
    command.action(async (...given) => {
      const words = given.slice(0, taken.length) as string[];
      const [one = "", other = ""] = words.map((word, index) =>
        isPath(taken[index]?.name) ? pathOf(word) : word,
      );
      const options = typedPaths(spec, command, pathOf);
      onExit(await handlers[spec.name](options, one, other));
    });
  }
  // Set last, since commands inherit it: there are other words to say about an option.
  return program.showHelpAfterError("--help lists the commands.");
}

/**
 * The words as typed, without what asks for help where a command is unknown: commander would print the help of what is
 * above it, as if nothing were wrong.
 */
export function withoutVainHelp(program: Command, typed: readonly string[]): readonly string[] {
  const words = typed.filter((word) => !word.startsWith("-") && word !== "help");
  let at = program;
  for (const word of words) {
    if (at.commands.length === 0) return typed;
    const next = at.commands.find((command) => command.name() === word);
    if (next === undefined) return typed.filter((one) => !["--help", "-h", "help"].includes(one));
    at = next;
  }
  return typed;
}

/** The options of a command. A default is as seen from the root already. */
function typedPaths(
  { options }: CommandSpec,
  command: Command,
  pathOf: (typed: string) => string,
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = { ...command.opts() };
  for (const { name, value } of options) {
    const key = camel(name);
    const typed = values[key];
    if (isPath(value) && typeof typed === "string" && command.getOptionValueSource(key) === "cli")
      values[key] = pathOf(typed);
  }
  return values;
}

/** Commander's own exit becomes a CommanderError, so that bad use ends in exit code 2 like all other bad input. */
function quiet(command: Command): Command {
  return command.exitOverride().showSuggestionAfterError(true).allowExcessArguments(false);
}

function group(program: Command, name: string): Command {
  const existing = program.commands.find((command) => command.name() === name);
  return existing ?? quiet(program.command(name)).description(`Commands on the ${name}`);
}

function optionOf(spec: CommandSpec["options"][number]) {
  const { name, value, choices, default: standard } = spec;
  const flags = `--${name}${value === undefined ? "" : ` <${value}>`}`;
  const option = new Option(flags, helpOf(spec));
  if (choices !== undefined) option.choices([...choices]);
  if (standard !== undefined) option.default(standard);
  return option;
}

function examples(spec: CommandSpec & { readonly name: CommandName }): string {
  const lines = spec.examples.map(
    ({ does, options, argument, second }) =>
      `  # ${does}\n  ${commandLine(spec.name, options, argument, second)}`,
  );
  return lines.length === 0 ? "" : `\nExamples:\n${lines.join("\n")}\n`;
}

const exitCodes = (): string =>
  `\nExit codes:\n${EXIT_CODES.map(([code, meaning]) => `  ${code}  ${meaning}`).join("\n")}`;
