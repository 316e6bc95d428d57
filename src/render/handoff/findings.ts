import type { Advice } from "../../advice/advice.ts";
import { flawText, Wholeness } from "../../backfill/run/whole.ts";
import type { Assessment } from "../../findings/assess/assess.ts";
import type { Finding } from "../../findings/finding.ts";
import { keyOf } from "../../grid/cascade.ts";
import { PRIORITIES } from "../../pipeline/schema.ts";
import { bullets, fence, folded, nothing, section, sentence } from "../text/handoff-text.ts";
import { capital, runsText, wording } from "../text/phrases.ts";
import { count } from "../text/words.ts";
import type { HandoffData } from "./data/data.ts";

const MOST_EVIDENCE = 6;
const PLANNED = ["run", "refresh"];

/** Every finding by priority, with its causes, their evidence and the repair. Only P0 is open: the plan says what to run for the others. */
export function renderFindings(data: HandoffData): string {
  const { assessment, advice } = data;
  const { findings, unread } = assessment;
  if (findings.length === 0)
    return nothing(
      "Findings",
      unread.length === 0
        ? "none; every expected cell is complete."
        : "none among the cells that could be read.",
    );
  return section(
    "Findings",
    ...PRIORITIES.flatMap((priority) => {
      const some = findings.filter((finding) => finding.priority === priority);
      if (some.length === 0) return [];
      const texts = some.flatMap((finding) =>
        renderFinding(
          data,
          finding,
          advice.filter(({ group }) => group.finding.id === finding.id),
        ),
      );
      return [
        `### ${priority}: ${count(some.length, "finding")}`,
        ...(priority === "P0"
          ? texts
          : [bullets(some.map(short)), folded("Causes and evidence", ...texts)]),
      ];
    }),
  );
}

const short = ({ title, dates }: Finding): string =>
  capital(sentence(title)) + (dates.length === 0 ? "" : ` (${count(dates.length, "date")})`);

function renderFinding(data: HandoffData, finding: Finding, causes: readonly Advice[]): string[] {
  const { kind, title, dates, games, runs, cells } = finding;
  const tables = [...new Set(cells.map(({ table }) => table))];
  const where =
    dates.length === 0
      ? []
      : [
          `Where: ${runsText(runs)}`,
          `Tables: ${tables.map(wording).join(", ")}${kind === "contradiction" ? "" : `; ${count(cells.length, "cell")} in gaps.csv`}`,
        ];
  return [
    `#### ${capital(sentence(title))}${dates.length === 0 ? "" : `: ${count(dates.length, "date")}, ${count(games, "game")}`}`,
    ...(where.length === 0 ? [] : [bullets(where)]),
    ...causes.map((one) => cause(data, one, causes.length)),
  ];
}

function cause({ phases, assessment }: HandoffData, advice: Advice, causes: number): string {
  const { group, title, byDesign, repair } = advice;
  const { evidence, runs, dates } = group;
  const shown = evidence.slice(0, MOST_EVIDENCE).map(sentence);
  const more = evidence.length - shown.length;
  // The repair runs in the first phase that writes one of its cells, which may be earlier than the phase of the finding.
  const keys = new Set(repair.cells.map(keyOf));
  const does = phases.find(({ cells }) => cells.some((cell) => keys.has(keyOf(cell))));
  const phase = `plan phase ${does?.phase ?? repair.planPhase}`;
  const where = causes === 1 ? "" : ` on ${count(dates.length, "date")} (${runsText(runs, 6)})`;
  const way = {
    run: `${phase}.`,
    refresh: `${phase}, by fetching the schedule again.`,
    remove: `${phase} rebuilds their dates; only --remove-strays removes rows.`,
    wait: "not yet.",
    declare: "no run can repair it.",
    ask: "no run can repair it.",
    never: "impossible.",
  }[repair.way];
  return [
    `**Cause${where}: ${title}${byDesign ? "; nothing failed" : ""}.**`,
    bullets([
      ...shown,
      ...(more > 0 ? [`${more} more in run.json`] : []),
      // The words of what a phase runs are under that phase.
      `Repair: ${[way, ...(PLANNED.includes(repair.way) ? [] : repair.words.map(sentence))].join(" ")}`,
    ]),
    ...(repair.line === null || causes === 1 ? [] : alone(assessment, advice, repair.line)),
  ].join("\n\n");
}

/** A run of these cells alone can be proven only if their upstreams are complete. */
function alone({ grid }: Assessment, { repair }: Advice, line: string): string[] {
  const own = new Set(repair.cells.map(keyOf));
  const wholeness = new Wholeness(grid);
  const flaw = repair.cells
    .flatMap((cell) => wholeness.under(cell))
    .find((one) => !own.has(keyOf(one)));
  return flaw === undefined
    ? ["To repair only this cause:", fence("sh", line)]
    : [
        `Not on its own: it is computed from ${sentence(flawText(flaw))}. The phases above repair that first.`,
      ];
}
