import { ENVIRONMENT_VARIABLE } from "../commands/spec.ts";
import { UserError } from "../errors.ts";
import { loadPipeline } from "../jobs/open.ts";
import type { CliContext, Typed } from "./context.ts";

/**
 * The options with the environment that is meant: the typed one, else that of OPS_ENVIRONMENT, else the only declared one.
 * A guess would repair, or call healthy, what nobody asked about.
 */
export async function withEnvironment({ env }: CliContext, typed: Typed): Promise<Typed> {
  if (typed["environment"]) return typed;
  const file = String(typed["pipeline"]);
  const declared = Object.keys((await loadPipeline(file)).environments);
  const named = env[ENVIRONMENT_VARIABLE];
  if (named && !declared.includes(named))
    throw new UserError(
      `There is no environment "${named}" (of ${ENVIRONMENT_VARIABLE}); declared are ${declared.join(", ")}.`,
    );
  const [only] = declared;
  const environment = named || (declared.length === 1 ? only : undefined);
  if (environment === undefined)
    throw new UserError(
      `${file} declares ${declared.length} environments: ${declared.join(", ")}. Name one with --environment, or set ${ENVIRONMENT_VARIABLE}.`,
    );
  return { ...typed, environment };
}
