import { readInputs, runAction } from "../../src/hosts/action.ts";
import { PublishInputs } from "../../src/hosts/inputs/publish.ts";

const INPUTS = ["token", "paused", "environment", "path", "branch", "mode", "message"];

await runAction(async () => {
  const inputs = readInputs(PublishInputs, INPUTS);
  const { heedPause } = await import("../../src/github/pause.ts");
  await heedPause(inputs);
  const { publish } = await import("./run.ts");
  return await publish(inputs);
});
