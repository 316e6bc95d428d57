import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Assessment, assess } from "../../src/findings/assess/assess.ts";
import { gridFromCsv } from "../../src/grid/csv/from-csv.ts";
import { parseHealthCsv } from "../../src/grid/health-csv.ts";
import { ROOT, SHIPPED } from "./pipeline.ts";

const FILE = "sample/health_report_2024_25.csv";

/** What the operators' real report of 2024-25 means. */
export const season2024 = (pipeline = SHIPPED): Assessment =>
  assess(gridFromCsv(pipeline, parseHealthCsv(readFileSync(join(ROOT, FILE), "utf8"), FILE)));
