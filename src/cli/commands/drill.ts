import { commandLine } from "../../commands/catalogue.ts";
import { drill } from "../../jobs/drill/drill.ts";
import { type CliContext, inputsOf, printJson, type Typed } from "../shared/context.ts";

export async function drillCommand(context: CliContext, typed: Typed) {
  const { json, inputs } = inputsOf("drill", typed);
  const { seed, environment, out = `out/drill-${seed}`, lockWait } = inputs;
  const { root, progress, print } = context;
  const waiting = {
    lockWaitMs: lockWait * 1000,
    onWait: (message: string) => progress({ kind: "note", message }),
  };
  const made = await drill({ ...inputs, out, root }, waiting, progress);
  const start = commandLine("validate", {
    environment,
    pipeline: made.pipeline,
    out: made.reports,
  });
  if (json) printJson(context, { ...made, start });
  else
    print(
      [
        `${made.warehouse}: a copy of the sample with the incident of seed ${seed}`,
        ...(made.planted ?? []).map((one) => `  planted: ${one}`),
        `Start with: ${start}`,
        "It writes a HANDOFF.md, which is all that you need.",
      ].join("\n"),
    );
  return 0;
}
