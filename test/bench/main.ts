// What the design promises, measured as ratios inside one run: node test/bench/main.ts [--short] [--json]
import { parseArgs } from "node:util";
import { markdownTable } from "markdown-table";
import { toolEnvironment } from "../tools/tools.ts";
import { onBigQuery } from "./bigquery.ts";
import { coldStart } from "./cold-start.ts";
import { gamebooks } from "./gamebooks.ts";
import type { Figure } from "./measure.ts";
import { repairs } from "./repair.ts";
import { repairProcess } from "./repair-process.ts";
import { reports } from "./reports.ts";
import { benchFiles } from "./sample.ts";
import { againstPerDate, growth } from "./validation.ts";

const UNITS: Record<Figure["unit"], string> = {
  ms: "ms",
  ratio: "x",
  queries: "",
  dates: "",
  MB: "MB",
  "a second": "a second",
};

const { values } = parseArgs({
  options: { short: { type: "boolean" }, json: { type: "boolean" } },
});
const short = values.short === true;

const emulator = toolEnvironment()["BIGQUERY_EMULATOR"];
await using files = await benchFiles();
const parts: Record<string, Figure[]> = {
  "All dates at once, against 13 queries a date": short
    ? await againstPerDate(files, 1, [1])
    : await againstPerDate(files, 3, [1, 4]),
  ...(emulator === undefined
    ? {}
    : {
        "The same on BigQuery's emulator": await onBigQuery(emulator, files, short),
      }),
  "Ten times the dates": await growth(files, short ? 2 : 7),
  "A repair as sets of dates": [
    ...(await repairs(files, short ? 1 : 5)),
    ...(await repairProcess(files, short ? 1 : 3)),
  ],
  "Rendering all reports": await reports(short ? 1 : 5),
  "Reading gamebooks": await gamebooks(short ? 100 : 500),
  "Cold start of the actions, to their first complaint and to their first request": await coldStart(
    short ? 3 : 11,
  ),
};

if (emulator === undefined)
  console.error("Not measured: BigQuery, for its emulator is not built; npm run tools builds it.");
if (values.json)
  console.log(JSON.stringify({ schemaVersion: 1, figures: Object.values(parts).flat() }, null, 2));
else
  for (const [title, figures] of Object.entries(parts)) {
    const rows = figures.map(({ what, value, unit }) => [
      what,
      `${value.toLocaleString("en-US")} ${UNITS[unit]}`.trim(),
    ]);
    console.log(
      `${title}\n\n${markdownTable([["what", "median"], ...rows], { align: ["l", "r"] })}\n`,
    );
  }
