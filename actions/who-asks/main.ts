import { start } from "../../src/workflow/start.ts";
import { INPUTS } from "./inputs.ts";

await start(INPUTS, async (inputs) => (await import("./run.ts")).whoAsks(inputs));
