import { readInputs, runAction } from "../../src/hosts/action.ts";
import { ExpireInputs } from "../../src/hosts/inputs/watch.ts";

const INPUTS = ["token", "paused", "identity", "workflow"];

await runAction(async () => {
  const inputs = readInputs(ExpireInputs, INPUTS);
  const { heedPause } = await import("../../src/github/pause.ts");
  await heedPause(inputs);
  const { expire } = await import("./run.ts");
  return await expire(inputs);
});
