import { readInputs, runAction } from "../../src/hosts/action.ts";
import { ProposalInputs } from "../../src/hosts/inputs/command.ts";

const INPUTS = ["token", "paused", "identity", "pipeline", "proposal", "checks"];

await runAction(async () => {
  const inputs = readInputs(ProposalInputs, INPUTS);
  const { heedPause } = await import("../../src/github/pause.ts");
  await heedPause(inputs);
  const { propose } = await import("./run.ts");
  return await propose(inputs);
});
