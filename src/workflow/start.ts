import { setSecret } from "@actions/core";
import type { Inputs } from "../commands/inputs.ts";
import { LOCK_WAIT } from "../commands/options.ts";
import type { OptionSpec } from "../commands/spec.ts";
import { type ActionResult, readInputs, runAction } from "../hosts/action.ts";
import { hideProjects } from "../jobs/shared/redaction.ts";
import { whichEnvironment } from "../jobs/shared/which-environment.ts";

/** Where an action works: in the workspace. */
export const WHERE = {
  root: ".",
  env: process.env,
  lockWait: Number(LOCK_WAIT.default),
} as const;

/** What an action may be told before its own work begins. */
type Told = Partial<Inputs<typeof import("./options.ts").MAY_WRITE>> & {
  readonly redact?: boolean;
  readonly pipeline?: string;
  readonly project?: string | undefined;
};

/** Reads an action's inputs, hides what is to be hidden, heeds a pause, and only then loads and runs the work. */
export const start = <const T extends readonly OptionSpec[]>(
  options: T,
  work: (inputs: Inputs<T>) => Promise<ActionResult>,
): Promise<void> =>
  runAction(async () => {
    const inputs = await readInputs(options, whichEnvironment);
    const { redact = false, pipeline = "", project, ...told }: Told = inputs;
    await hideProjects({ redact, pipeline, project, env: process.env }, setSecret);
    if (options.some(({ name }) => name === "paused")) {
      const { heedPause } = await import("../github/pause.ts");
      await heedPause(told);
    }
    return await work(inputs);
  });
