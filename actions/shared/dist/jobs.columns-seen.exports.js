import { columnsSeenIn } from "./jobs.columns-seen.js";

export { columnsSeenIn };