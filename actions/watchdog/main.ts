import { readInputs, runAction } from "../../src/hosts/action.ts";
import { WatchdogInputs } from "../../src/hosts/inputs/watch.ts";

const INPUTS = ["token", "paused", "workflows", "max-age"];

await runAction(async () => {
  const inputs = readInputs(WatchdogInputs, INPUTS);
  const { heedPause } = await import("../../src/github/pause.ts");
  await heedPause(inputs);
  const { lookForLate } = await import("./run.ts");
  return await lookForLate(inputs);
});
