import { COMMANDS, type CommandName } from "../commands/catalogue.ts";
import { ENVIRONMENT } from "../commands/spec.ts";
import { acceptCommand } from "./accept-command.ts";
import { doctorCommand, initCommand } from "./admin-commands.ts";
import type { CliContext } from "./context.ts";
import { demoCommand, loadCommand } from "./demo-commands.ts";
import { drillCommand } from "./drill-command.ts";
import { withEnvironment } from "./environment.ts";
import { importCommand } from "./import-command.ts";
import {
  assessCommand,
  completenessCommand,
  configCommand,
  validateCommand,
} from "./look-commands.ts";
import type { Handler } from "./program.ts";
import {
  backfillCommand,
  gateCommand,
  planCommand,
  recentCommand,
  undoCommand,
  verifyCommand,
} from "./repair-commands.ts";

export function commandHandlers(context: CliContext): Record<CommandName, Handler> {
  const handlers: Record<CommandName, Handler> = {
    validate: (typed) => validateCommand(context, typed),
    "sample load": (typed) => loadCommand(context, typed),
    "config check": (typed) => configCommand(context, typed),
    assess: (typed, file) => assessCommand(context, typed, file),
    completeness: (typed) => completenessCommand(context, typed),
    plan: (typed) => planCommand(context, typed),
    backfill: (typed) => backfillCommand(context, typed),
    "import gamebook": (typed, folder) => importCommand(context, typed, folder),
    recent: (typed) => recentCommand(context, typed),
    verify: (typed, run) => verifyCommand(context, typed, run),
    accept: (typed, table, dates) => acceptCommand(context, typed, table, dates),
    undo: (typed, run) => undoCommand(context, typed, run),
    gate: (typed) => gateCommand(context, typed),
    "warehouse init": (typed) => initCommand(context, typed),
    doctor: (typed) => doctorCommand(context, typed),
    drill: (typed) => drillCommand(context, typed),
    demo: (typed) => demoCommand(context, typed),
  };
  for (const { name, options } of COMMANDS) {
    const own = handlers[name];
    if (options.some((option) => option === ENVIRONMENT))
      handlers[name] = async (typed, ...words) =>
        own(await withEnvironment(context, typed), ...words);
  }
  return handlers;
}
