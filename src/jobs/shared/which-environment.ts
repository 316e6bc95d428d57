import { ENVIRONMENT_VARIABLE } from "../../commands/options.ts";
import { UserError } from "../../errors.ts";

/**
 * Which declared environment is meant where none is named: that of OPS_ENVIRONMENT, else the only declared one. A guess
 * would repair, or call healthy, what nobody asked about: a UserError that says `how` to name one.
 */
export async function whichEnvironment(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
  how: string,
): Promise<string> {
  const { loadPipeline } = await import("./open.ts");
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
      `${file} declares ${declared.length} environments: ${declared.join(", ")}. ${how}, or set ${ENVIRONMENT_VARIABLE}.`,
    );
  return environment;
}
