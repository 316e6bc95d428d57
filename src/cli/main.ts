import { CommanderError } from "commander";
import { exitCodeOfError } from "../errors.ts";
import { confirmOn } from "../hosts/ask.ts";
import { printError, terminalProgress } from "../hosts/terminal.ts";
import { commandHandlers } from "./commands.ts";
import { standingIn } from "./paths.ts";
import { buildProgram } from "./program.ts";

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
  await buildProgram(handlers, ended, pathOf).parseAsync();
} catch (error) {
  // Commander has already said what is wrong; asking for help is no error.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    printError(error, process.stderr);
    process.exitCode = exitCodeOfError(error);
  }
}
