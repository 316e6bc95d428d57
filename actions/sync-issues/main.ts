import { readInputs, runAction } from "../../src/hosts/action.ts";
import { SyncInputs } from "../../src/hosts/inputs/sync.ts";

const INPUTS = [
  ...["token", "paused", "identity", "mode", "environment", "path"],
  ...["repair", "run", "issue", "max-new", "dry-run"],
];

await runAction(async () => {
  const inputs = readInputs(SyncInputs, INPUTS);
  const { heedPause } = await import("../../src/github/pause.ts");
  await heedPause(inputs);
  const { sync } = await import("./run.ts");
  return await sync(inputs);
});
