import { readInputs, runAction } from "../../src/hosts/action.ts";
import { CommandInputs } from "../../src/hosts/inputs/command.ts";

const INPUTS = ["token", "paused", "identity", "pipeline", "reports", "workflow"];

await runAction(async () => {
  const inputs = readInputs(CommandInputs, INPUTS);
  const { heedPause } = await import("../../src/github/pause.ts");
  await heedPause(inputs);
  const { obey } = await import("./run.ts");
  return await obey(inputs);
});
