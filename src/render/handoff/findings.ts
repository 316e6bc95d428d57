import type { Advice } from "../../advice/advice.ts";
import { flawText, Wholeness } from "../../backfill/run/whole.ts";
import type { Assessment } from "../../findings/assess/assess.ts";
import type { Finding } from "../../findings/finding.ts";
import { keyOf } from "../../grid/cascade.ts";
import { PRIORITIES } from "../../pipeline/schema.ts";
import { bullets, fence, nothing, section, sentence } from "../text/handoff-text.ts";
import { capital, runsText, wording } from "../text/phrases.ts";
import { count } from "../text/words.ts";
import type { HandoffData } from "./data/data.ts";

const MOST_EVIDENCE = 6;

/** Everything that is wrong by priority, each with its causes, what speaks for them, and what repairs it. */
export function renderFindings(data: HandoffData): string {
  const { assessment, advice } = data;
  const { findings, unread } = assessment;
  if (findings.length === 0)
    return nothing(
      "Findings",
      unread.length === 0
        ? "none; every cell that was expected is there."
        : "none among the cells that could be read.",
    );
  return section(
    "Findings",
    ...PRIORITIES.flatMap((priority) => {
      const some = findings.filter((finding) => finding.priority === priority);
      return some.length === 0
        ? []
        : [
            `### ${priority}: ${count(some.length, "finding")}`,
            ...some.flatMap((finding) =>
              renderFinding(
                data,
                finding,
                advice.filter(({ group }) => group.finding.id === finding.id),
              ),
            ),
          ];
    }),
  );
}

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
  // The first phase that writes one of its cells does the work, whichever phase the finding falls to.
  const keys = new Set(repair.cells.map(keyOf));
  const does = phases.find(({ cells }) => cells.some((cell) => keys.has(keyOf(cell))));
  const phase = `plan phase ${does?.phase ?? repair.planPhase}`;
  const where = causes === 1 ? "" : ` on ${count(dates.length, "date")} (${runsText(runs, 6)})`;
  const way = {
    run: `${phase}.`,
    refresh: `${phase}, by fetching the schedule again.`,
    remove: `${phase} rebuilds their dates; only --remove-strays takes rows out.`,
    wait: "none yet.",
    declare: "none by a run.",
    ask: "none by a run.",
    never: "none.",
  }[repair.way];
  return [
    `**Cause${where}: ${title}${byDesign ? "; nothing failed" : ""}.**`,
    bullets([
      ...shown,
      ...(more > 0 ? [`and ${more} more of the kind in run.json`] : []),
      `Repair: ${[way, ...repair.words.map(sentence)].join(" ")}`,
    ]),
    ...(repair.line === null || causes === 1 ? [] : alone(assessment, advice, repair.line)),
  ].join("\n\n");
}

/** A run of these cells is proven only where what they are computed from is whole. */
function alone({ grid }: Assessment, { repair }: Advice, line: string): string[] {
  const own = new Set(repair.cells.map(keyOf));
  const wholeness = new Wholeness(grid);
  const flaw = repair.cells
    .flatMap((cell) => wholeness.under(cell))
    .find((one) => !own.has(keyOf(one)));
  return flaw === undefined
    ? ["This cause alone:", fence("sh", line)]
    : [
        `Not alone: it is computed from ${sentence(flawText(flaw))}. The phases above repair that first.`,
      ];
}
