import { readInputs, runAction } from "../../src/hosts/action.ts";
import { DispatchInputs } from "../../src/hosts/inputs/watch.ts";

const INPUTS = ["token", "paused", "dispatches", "workflow", "ref"];

await runAction(async () => {
  const inputs = readInputs(DispatchInputs, INPUTS);
  const { heedPause } = await import("../../src/github/pause.ts");
  await heedPause(inputs);
  const { dispatch } = await import("./run.ts");
  return await dispatch(inputs);
});
