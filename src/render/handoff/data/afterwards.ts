import type { PhaseOutline } from "../../../advice/phases.ts";
import { outlook, type TrainingState } from "../../../findings/assess/assess.ts";
import { repaired } from "../../../findings/assess/ceiling.ts";
import type { Finding } from "../../../findings/finding.ts";
import { keyOf } from "../../../grid/cascade.ts";
import { gamesCalendar } from "../../../pipeline/rules.ts";
import { sentence } from "../../text/handoff-text.ts";
import type { HandoffData } from "./data.ts";

/** A schedule that is fetched again makes games known, and what they lack with them. */
export const refillsSchedule = ({ assessment }: HandoffData, { tables }: PhaseOutline): boolean =>
  tables.includes(gamesCalendar(assessment.grid.pipeline)?.table ?? "");

/** Days that the schedule does not know: what reads over them waits, whatever a phase has for it to do. */
export const hasUnknownDays = ({ assessment }: HandoffData): boolean =>
  assessment.grid.days.some(({ unlisted }) => unlisted !== undefined);

/** What training is after a phase whose repairs all succeed, as far as it can be told before. */
export function trainingAfter({ assessment }: HandoffData, { cells }: PhaseOutline): TrainingState {
  const keys = new Set(cells.map(keyOf));
  const isOurs = (cell: { readonly table: string; readonly date: string }) => keys.has(keyOf(cell));
  return outlook(repaired(assessment.grid, isOurs, isOurs)).training;
}

/** What the validation after a phase must say, and what else it may. */
export function mustSay(data: HandoffData, outline: PhaseOutline): string {
  const { assessment } = data;
  const refills = refillsSchedule(data, outline);
  const gone = goneAfter(data, outline);
  const isUnblocked =
    assessment.training === "BLOCKED" && !refills && trainingAfter(data, outline) !== "BLOCKED";
  const isFreeOfP0 =
    !refills &&
    assessment.counts.P0 > 0 &&
    assessment.findings.every((one) => one.priority !== "P0" || gone.includes(one));
  const musts = [
    ...(isUnblocked ? ["It must not say training BLOCKED any more."] : []),
    ...(isFreeOfP0 ? ["It must list no P0."] : []),
    ...(gone.length === 0
      ? []
      : [
          `It must not list ${gone.map(({ title }) => `**${sentence(title)}**`).join(" or ")} on these dates.`,
        ]),
  ];
  return [
    ...(musts.length === 0
      ? ["It says what is left."]
      : [
          ...(outline.callable.length > 0 ? ["After exit code 0 of the run:"] : []),
          ...musts,
          "If not, see Troubleshooting.",
        ]),
    ...(refills
      ? [
          "Games that the schedule has again are expected from then on: what they lack is listed as new findings.",
        ]
      : []),
  ].join(" ");
}

/** The findings whose causes are all repaired by the phase, as far as that can be told. */
function goneAfter(data: HandoffData, { running }: PhaseOutline): Finding[] {
  const { assessment, advice } = data;
  const schedule = gamesCalendar(assessment.grid.pipeline)?.table;
  const waits = hasUnknownDays(data);
  return assessment.findings.filter((finding) => {
    if (waits && finding.subject !== schedule) return false;
    const own = advice.filter(({ group }) => group.finding.id === finding.id);
    return own.length > 0 && own.every((one) => running.includes(one));
  });
}
