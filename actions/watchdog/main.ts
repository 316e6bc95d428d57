import { readInputs, runAction } from "../../src/hosts/action.ts";
import { WatchdogInputs } from "../../src/hosts/inputs/watch.ts";

const INPUTS = ["token", "workflows", "max-age", "ping-url"];

await runAction(async () => {
  const inputs = readInputs(WatchdogInputs, INPUTS);
  const { lookForLate } = await import("./run.ts");
  return await lookForLate(inputs);
});
