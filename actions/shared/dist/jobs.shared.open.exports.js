import { judgedAt, loadPipeline, projectOf, rangeOf, warehouseSettings } from "./jobs.shared.open.js";

export { loadPipeline };