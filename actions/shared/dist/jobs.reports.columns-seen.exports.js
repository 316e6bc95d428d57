import { columnsSeenIn } from "./jobs.reports.columns-seen.js";

export { columnsSeenIn };