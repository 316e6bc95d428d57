import { IDENTITY, TOKEN, start } from "../../shared/dist/every-action.js";

const INPUTS = [TOKEN("a token with `contents: read`"), IDENTITY];

await start(INPUTS, async (inputs) => (await import("./run.js")).whoAsks(inputs));

export {  };