import { COMMANDS, type CommandName } from "../commands/catalogue.ts";
import { ENVIRONMENT } from "../commands/options.ts";
import type { Handler } from "./program.ts";
import type { CliContext } from "./shared/context.ts";

// Loaded when their command is: what the help says needs none of it.
const validate = () => import("./commands/validate.ts");
const plan = () => import("./commands/plan.ts");
const reading = () => import("./commands/read.ts");
const explain = () => import("./commands/explain.ts");
const repair = () => import("./commands/repair.ts");
const demo = () => import("./commands/demo.ts");
const admin = () => import("./commands/admin.ts");
const accept = () => import("./commands/accept.ts");
const importing = () => import("./commands/import.ts");
const drill = () => import("./commands/drill.ts");
const certificate = () => import("./commands/certificate.ts");
const environment = () => import("./shared/environment.ts");

export function commandHandlers(context: CliContext): Record<CommandName, Handler> {
  const handlers: Record<CommandName, Handler> = {
    validate: async (typed) => (await validate()).validateCommand(context, typed),
    "sample load": async (typed) => (await demo()).loadCommand(context, typed),
    "config check": async (typed) => (await reading()).configCommand(context, typed),
    assess: async (typed, file) => (await reading()).assessCommand(context, typed, file),
    completeness: async (typed) => (await reading()).completenessCommand(context, typed),
    explain: async (typed, table, date) =>
      (await explain()).explainCommand(context, typed, table, date),
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
    "certificate check": async (typed, file) =>
      (await certificate()).checkCertificateCommand(context, typed, file),
    leak: async (typed, table) => (await certificate()).leakCommand(context, typed, table),
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
