import { context, getOctokit } from "./npm.actions.github.lib.context.js";

export { context };