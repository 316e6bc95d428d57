import { whichEnvironment } from "../../jobs/shared/which-environment.ts";
import type { CliContext, Typed } from "./context.ts";

/** The options with the environment that is meant, where none was typed. */
export async function withEnvironment({ env }: CliContext, typed: Typed): Promise<Typed> {
  if (typed["environment"]) return typed;
  const file = String(typed["pipeline"]);
  return {
    ...typed,
    environment: await whichEnvironment(file, env, "Name one with --environment"),
  };
}
