import { execFileSync } from "node:child_process";
import { type Command, CommanderError } from "commander";
import { describe, expect, it } from "vitest";
import { buildProgram, type Handler } from "../../src/cli/program.ts";
import { camel } from "../../src/commands/case.ts";
import { COMMANDS, type CommandName, commandLine } from "../../src/commands/catalogue.ts";
import type { CommandSpec } from "../../src/commands/spec.ts";

type Call = {
  name: string;
  options: Readonly<Record<string, unknown>>;
  argument: string;
  second: string;
};

/** Parses a line as typed after `npm run ops --`; the handlers write down what they are given. */
async function parsed(
  words: readonly string[],
  code = 0,
): Promise<{ calls: Call[]; ended: number[] }> {
  const calls: Call[] = [];
  const ended: number[] = [];
  const handlers = Object.fromEntries(
    COMMANDS.map(({ name }): [string, Handler] => [
      name,
      async (options, argument, second) => {
        calls.push({ name, options, argument, second });
        return code;
      },
    ]),
  ) as Record<CommandName, Handler>;
  const program = buildProgram(handlers, (one) => void ended.push(one));
  silence(program);
  await program.parseAsync([...words], { from: "user" });
  return { calls, ended };
}

/** The words that a shell makes of a line. */
const inShell = (line: string): string[] =>
  execFileSync("sh", ["-c", `printf '%s\\n' ${line}`], { encoding: "utf8" })
    .trimEnd()
    .split("\n");

function silence(command: Command): void {
  command.configureOutput({ writeOut: () => undefined, writeErr: () => undefined });
  for (const one of command.commands) silence(one);
}

const SPECS: readonly (CommandSpec & { name: CommandName })[] = COMMANDS;

describe("the program over the catalogue", () => {
  it.each(SPECS)(
    "hands every option of $name to its handler, in camel case",
    async ({ name, options, argument, second }) => {
      const typed = options.flatMap(({ name: option, value, choices }) =>
        value === undefined ? [`--${option}`] : [`--${option}`, choices?.[0] ?? "given"],
      );
      const words = [
        ...name.split(" "),
        ...(argument === undefined ? [] : ["the-argument"]),
        ...(second === undefined ? [] : ["another"]),
        ...typed,
      ];
      const { calls } = await parsed(words);
      expect(calls).toEqual([
        {
          name,
          argument: argument === undefined ? "" : "the-argument",
          second: second === undefined ? "" : "another",
          options: Object.fromEntries(
            options.map(({ name: option, value, choices }) => [
              camel(option),
              value === undefined ? true : (choices?.[0] ?? "given"),
            ]),
          ),
        },
      ]);
    },
  );

  it("ends with the handler's exit code", async () => {
    expect((await parsed(["validate"], 3)).ended).toEqual([3]);
  });

  const examples = SPECS.flatMap((spec) => spec.examples.map((example) => ({ ...spec, example })));
  it.each(examples)(
    "takes the line that it prints as an example: $name, $example.does",
    async ({ name, example }) => {
      const line = commandLine(name, example.options, example.argument, example.second);
      const words = inShell(line.replace("npm run ops -- ", ""));
      const { calls } = await parsed(words);
      expect(calls[0]).toMatchObject({
        ...{ name, argument: example.argument ?? "", second: example.second ?? "" },
      });
    },
  );
});

describe("a line that no command takes", () => {
  it.each([
    [["valdate"], "unknown command 'valdate'\n(Did you mean validate?)"],
    [["sample", "lod"], "unknown command 'lod'\n(Did you mean load?)"],
    [["validate", "--strat", "2024-10-22"], "unknown option '--strat'\n(Did you mean --start?)"],
    [["validate", "everything"], "too many arguments for 'validate'"],
    [["assess"], "missing required argument 'FILE'"],
    [["validate", "--start"], "option '--start <DATE>' argument missing"],
    [["validate", "--fail-on", "P9"], "Allowed choices are P0, P1, P2, never."],
    [["sample", "load", "--scenario", "x"], "Allowed choices are healthy, incident-2026-01-25."],
  ])("is an error with a suggestion, and nothing runs: %j", async (words, message) => {
    const line = parsed(words);
    await expect(line).rejects.toBeInstanceOf(CommanderError);
    await expect(line).rejects.toThrow(message);
  });
});

describe("a printed command", () => {
  it("is read by a shell with the values that it was made with, whatever is in them", () => {
    const out = 'it\'s $(a) `folder`; rm & "x" é|<>*';
    const line = commandLine("assess", { out, json: true }, "a b.csv");
    const words = line.replace("npm run ops -- ", "");
    expect(inShell(words)).toEqual(["assess", "a b.csv", "--out", out, "--json"]);
    const usual = { dates: "2024-10-22..2024-11-04,2025-10-21", tables: "psza,tdza" };
    expect(commandLine("plan", usual)).not.toContain("'");
  });

  it("has its options as a person types them", () => {
    const line = commandLine("validate", { environment: "sample", json: true });
    expect(line).toBe("npm run ops -- validate --environment sample --json");
  });

  it("cannot have an option that the command does not have", () => {
    expect(() => commandLine("validate", { scenario: "healthy" })).toThrow(
      "has no option --scenario",
    );
  });

  it("has its argument where it needs one, and none elsewhere", () => {
    expect(() => commandLine("assess")).toThrow("needs its argument");
    expect(() => commandLine("validate", {}, "file.csv")).toThrow("takes no argument");
    expect(() => commandLine("accept", {}, "pdc")).toThrow("needs two arguments");
    expect(() => commandLine("assess", {}, "file.csv", "more")).toThrow("takes one argument");
  });
});
