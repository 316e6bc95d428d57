import type { Finding } from "../../findings/finding.ts";
import type { Grid } from "../../grid/grid.ts";
import { bullets, minutesText, nothing, section, sentence } from "../text/handoff-text.ts";
import { capital, listed, runsText, wording } from "../text/phrases.ts";
import { count, onDates } from "../text/words.ts";
import type { HandoffData } from "./data/data.ts";

const TITLE = "Critical issue";

/** Each P0 finding: its dates and games, its impact, its cause and the repair. */
export function renderCritical(data: HandoffData): string {
  const { findings, training, unread, grid } = data.assessment;
  const critical = findings.filter(({ priority }) => priority === "P0");
  if (critical.length > 0)
    return section(TITLE, ...critical.flatMap((finding) => issue(data, finding)));
  if (training !== "BLOCKED") return nothing(TITLE, "none.");
  return section(
    TITLE,
    unread.length > 0
      ? `Training is BLOCKED because ${listed(unread.map(({ table }) => wording(table)))} could not be read: unknown cells do not count as present.`
      : `Training is BLOCKED because no date from ${grid.range.first} to ${grid.range.last} is expected to have rows in a training table.`,
  );
}

/** A table by its id and by what people call it. */
function named({ pipeline }: Grid, id: string): string {
  const title = pipeline.tables.find((table) => table.id === id)?.title;
  return title === undefined ? wording(id) : `${wording(id)} (${sentence(title)})`;
}

function issue({ advice, phases, assessment }: HandoffData, finding: Finding): string[] {
  const { pipeline } = assessment.grid;
  const tables = [...new Set(finding.cells.map(({ table }) => table))];
  const phaseIds = pipeline.tables
    .filter(({ id }) => tables.includes(id))
    .map(({ phase }) => phase);
  const phase = pipeline.phases.find(({ id }) => phaseIds.includes(id));
  const own = advice.filter(({ group }) => group.finding.id === finding.id);
  const [first] = own;
  const outline = phases.find((one) => one.phase === first?.repair.planPhase);
  return [
    `**${capital(sentence(finding.title))}${finding.dates.length === 0 ? "" : `: ${count(finding.dates.length, "game date")}, ${count(finding.games, "game")}`}.**`,
    bullets([
      ...(finding.runs.length === 0 ? [] : [`Dates: ${runsText(finding.runs)}`]),
      ...(tables.length === 0
        ? []
        : [`Tables: ${tables.map((id) => named(assessment.grid, id)).join(", ")}`]),
      ...(phase?.impact === undefined ? [] : [`Impact: ${sentence(phase.impact)}`]),
      ...own.map(
        ({ title, group }) =>
          `Cause${onDates(group.dates, " on ")}: **${title}**. ${group.evidence.slice(0, 2).map(sentence).join(" ")}`,
      ),
      outline === undefined || outline.cells.length === 0
        ? "Repair: no run can repair it; see the finding."
        : `Repair: plan phase ${outline.phase}, ${minutesText(outline.estimate)}.${outline.includeWarmUp ? " It needs `--include-warm-up`." : ""}`,
    ]),
  ];
}
