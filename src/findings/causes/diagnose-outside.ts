import type { CivilDate } from "../../dates/civil-date.ts";
import type { Grid } from "../../grid/grid.ts";
import type { Stray } from "../../grid/strays.ts";
import type { Finding } from "../finding.ts";
import { runsAnywhere } from "../runs.ts";
import type { Diagnosis } from "./diagnosis.ts";
import { CAUSE_OF_STRAY, strayEvidence } from "./outside.ts";

/** The causes of findings about rows or seasons and not about dates of the grid; null for any other finding. */
export function diagnoseOutside(grid: Grid, finding: Finding): Diagnosis[] | null {
  switch (finding.kind) {
    case "misplaced":
      return misplaced(grid, finding, finding.strays ?? []);
    case "season-undeclared":
      return [
        {
          ...wholeRange(grid, finding),
          cause: "season-not-declared",
          evidence: [`${grid.outside?.undeclared?.why ?? ""}.`],
        },
      ];
    case "rows-before":
      return [
        {
          ...wholeRange(grid, finding),
          cause: "before-the-first-season",
          tables: [...(grid.outside?.before.keys() ?? [])],
          evidence: [`${finding.title}.`],
        },
      ];
    default:
      return null;
  }
}

const MOST_PLACES = 10;

function misplaced(grid: Grid, finding: Finding, strays: readonly Stray[]): Diagnosis[] {
  const byCause = Map.groupBy(strays, ({ kind }) => CAUSE_OF_STRAY[kind]);
  return [...byCause].flatMap(([cause, some]): Diagnosis[] => {
    const places = [
      ...Map.groupBy(some, ({ date, belongs, kind }) => `${date} ${belongs} ${kind}`),
    ];
    const evidence = [
      ...places.slice(0, MOST_PLACES).map(([, rows]) => strayEvidence(rows)),
      ...(places.length > MOST_PLACES ? [`And ${places.length - MOST_PLACES} more places.`] : []),
    ];
    const found = { cause, finding, tables: [finding.subject], evidence };
    const runs = runsAnywhere(datesOf(finding, some), grid.days);
    return runs.length === 0
      ? [{ ...wholeRange(grid, finding), ...found }]
      : runs.map((run) => ({ ...found, run }));
  });
}

/** Where the rows stand, and where the same finding shows that they are lacking. */
function datesOf({ cells }: Finding, strays: readonly Stray[]): CivilDate[] {
  const lacking = new Set(cells.map(({ date }) => date));
  const dates = strays.flatMap(({ date, belongs }) => [
    ...(date === null ? [] : [date]),
    ...(belongs !== null && lacking.has(belongs) ? [belongs] : []),
  ]);
  return [...new Set(dates)].sort();
}

/** For what has no date: the run is the whole range, with no date of its own. */
const wholeRange = (grid: Grid, finding: Finding) => ({
  finding,
  run: { first: grid.range.first, last: grid.range.last, dates: [] },
  tables: [finding.subject],
});
