import { COMMANDS, type CommandName } from "../commands/catalogue.ts";
import { ENVIRONMENT } from "../commands/spec.ts";
import type { CliContext } from "./context.ts";
import type { Handler } from "./program.ts";

// Loaded when their command is: what the help says needs none of it.
const validate = () => import("./validate-command.ts");
const plan = () => import("./plan-command.ts");
const look = () => import("./look-commands.ts");
const repair = () => import("./repair-commands.ts");
const demo = () => import("./demo-commands.ts");
const admin = () => import("./admin-commands.ts");
const accept = () => import("./accept-command.ts");
const importing = () => import("./import-command.ts");
const drill = () => import("./drill-command.ts");
const environment = () => import("./environment.ts");

export function commandHandlers(context: CliContext): Record<CommandName, Handler> {
  const handlers: Record<CommandName, Handler> = {
    validate: async (typed) => (await validate()).validateCommand(context, typed),
    "sample load": async (typed) => (await demo()).loadCommand(context, typed),
    "config check": async (typed) => (await look()).configCommand(context, typed),
    assess: async (typed, file) => (await look()).assessCommand(context, typed, file),
    completeness: async (typed) => (await look()).completenessCommand(context, typed),
    plan: async (typed) => (await plan()).planCommand(context, typed),
    backfill: async (typed) => (await repair()).backfillCommand(context, typed),
    "import gamebook": async (typed, folder) =>
      (await importing()).importCommand(context, typed, folder),
    recent: async (typed) => (await repair()).recentCommand(context, typed),
    verify: async (typed, run) => (await repair()).verifyCommand(context, typed, run),
    accept: async (typed, table, dates) =>
      (await accept()).acceptCommand(context, typed, table, dates),
    undo: async (typed, run) => (await repair()).undoCommand(context, typed, run),
    gate: async (typed) => (await repair()).gateCommand(context, typed),
    "warehouse init": async (typed) => (await admin()).initCommand(context, typed),
    doctor: async (typed) => (await admin()).doctorCommand(context, typed),
    drill: async (typed) => (await drill()).drillCommand(context, typed),
    demo: async (typed) => (await demo()).demoCommand(context, typed),
  };
  for (const { name, options } of COMMANDS) {
    const own = handlers[name];
    if (options.some((option) => option === ENVIRONMENT))
      handlers[name] = async (typed, ...words) =>
        own(await (await environment()).withEnvironment(context, typed), ...words);
  }
  return handlers;
}
