import { judgedAt, loadPipeline, projectOf, rangeOf, warehouseSettings } from "./commands.nearest.js";

export { loadPipeline };