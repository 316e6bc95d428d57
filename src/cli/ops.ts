import { type Command, CommanderError } from "commander";
import { describeError, exitCodeOfError } from "../errors.ts";
import { confirmOn } from "../hosts/ask.ts";
import { printError, printJsonError, terminalProgress } from "../hosts/terminal.ts";
import { commandHandlers } from "./commands.ts";
import { buildProgram, withoutVainHelp } from "./program.ts";
import { standingIn } from "./shared/paths.ts";

const words = process.argv.slice(2);
const wantsJson = words.includes("--json");
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const)
  process.once(name, () => {
    process.stderr.write(`${name}: finishing the statement in hand; once more ends at once.\n`);
    stop.abort();
  });

// Whoever reads the output may stop before its end, as `head` does: that is no failure of the command.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

const handlers = commandHandlers({
  now: () => new Date(),
  env: process.env,
  root: process.cwd(),
  progress: terminalProgress(process.stderr),
  signal: stop.signal,
  confirm: confirmOn(process.stdin, process.stderr, stop.signal),
  print: (text) => void process.stdout.write(`${text}\n`),
});

try {
  const ended = (code: number) => {
    process.exitCode = code;
  };
  const pathOf = standingIn(process.env["INIT_CWD"], process.cwd());
  const program = buildProgram(handlers, ended, pathOf);
  if (wantsJson) for (const command of [program, ...everyCommand(program)]) saysNothing(command);
  await program.parseAsync([...withoutVainHelp(program, words)], { from: "user" });
} catch (error) {
  const isUse = error instanceof CommanderError;
  // Asking for help is no error.
  if (isUse) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else process.exitCode = exitCodeOfError(error);
  if (process.exitCode !== 0 && wantsJson)
    printJsonError(isUse ? error.message : describeError(error), process.exitCode, process.stderr);
  // Commander has already said what is wrong.
  else if (!isUse) printError(error, process.stderr);
}

/** The last line of stderr says it as JSON instead. */
function saysNothing(command: Command): void {
  command.configureOutput({ outputError: () => undefined }).showHelpAfterError(false);
}

function everyCommand({ commands }: Command): Command[] {
  return commands.flatMap((command) => [command, ...everyCommand(command)]);
}
