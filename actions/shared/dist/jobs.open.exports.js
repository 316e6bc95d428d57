import { judgedAt, loadPipeline, projectOf, rangeOf, warehouseSettings } from "./jobs.open.js";

export { loadPipeline };