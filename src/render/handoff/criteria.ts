import type { Assessment } from "../../findings/assess/assess.ts";
import type { CriterionResult } from "../../findings/assess/ceiling.ts";
import { passes } from "../../findings/assess/criteria.ts";
import { PLAN_PHASES, type PlanPhase } from "../../findings/plan-phases.ts";
import { roundScore } from "../../grid/score.ts";
import { bullets, nothing, section, sentence } from "../text/handoff-text.ts";
import { table } from "../text/markdown.ts";
import { listed, wording } from "../text/phrases.ts";
import { count } from "../text/words.ts";
import type { HandoffData } from "./data/data.ts";

const TITLE = "Success criteria";

/** Each criterion as measured and at its best after each phase; for one out of reach, the obstacles. */
export function renderCriteria({ assessment }: HandoffData): string {
  const { criteria } = assessment.ceilings;
  if (criteria.length === 0) return nothing(TITLE, "none are declared.");
  if (criteria.every(({ verdict }) => verdict === "pass"))
    return nothing(
      TITLE,
      `all ${criteria.length} pass: ${listed(criteria.map(({ criterion, measured }) => `${sentence(criterion.title)} ${numberText(measured)} (${targetText(criterion)})`))}.`,
    );
  return section(
    TITLE,
    table(
      [
        "criterion",
        "target",
        "measured",
        ...PLAN_PHASES.map((phase) => `best after ${phase}`),
        "due after",
        "verdict",
      ],
      criteria.map((result) => [
        sentence(result.criterion.title),
        targetText(result.criterion),
        numberText(result.measured),
        ...PLAN_PHASES.map((phase) => numberText(result.after[phase])),
        `phase ${dueAfter(result)}`,
        verdictText(result),
      ]),
    ),
    ...unreachable(assessment),
  );
}

const dueAfter = ({ criterion }: CriterionResult): PlanPhase => (criterion.after === "P0" ? 1 : 4);

const targetText = ({ above, below }: CriterionResult["criterion"]): string =>
  above === undefined ? `below ${below}` : `above ${above}`;

const numberText = (value: number | null): string =>
  value === null ? "unknown" : String(roundScore(value));

function verdictText({ criterion, measured, after, verdict }: CriterionResult): string {
  if (verdict === "pass") return "pass";
  if (measured === null) return "UNKNOWN";
  if (verdict === "unreachable") return "UNREACHABLE";
  const phase = PLAN_PHASES.find((one) => passes(criterion, after[one]));
  return phase === undefined ? "FAIL" : `FAIL; phase ${phase} can meet it`;
}

/** The criteria that no repair can meet, and what remains after every possible repair. */
function unreachable({ ceilings, grid, scores }: Assessment): string[] {
  const out = ceilings.criteria.filter(
    ({ verdict, measured }) => verdict === "unreachable" && measured !== null,
  );
  if (out.length === 0) return [];
  const stages = ceilings.obstacles.map(({ stage, dates, averageLoss }) => {
    const declared = grid.pipeline.score.stages.find(({ id }) => id === stage);
    const ids =
      declared === undefined ? [] : "tables" in declared ? declared.tables : [declared.table];
    const fixed = grid.tables.filter(({ id, rebuildable }) => ids.includes(id) && !rebuildable);
    const why =
      fixed.length === 0 ? "" : `; ${listed(fixed.map(({ id }) => wording(id)))} cannot be rebuilt`;
    return `${wording(stage)}: short on ${count(dates, "date")} of ${scores.length}, ${averageLoss.toFixed(1)} points of the average${why}`;
  });
  return [
    "**Out of reach of every repair:**",
    bullets(
      out.map(
        (result) =>
          `${sentence(result.criterion.title)} ${targetText(result.criterion)}: ${numberText(result.after[dueAfter(result)])} at best when it is due, ${numberText(result.after[4])} after all four phases.`,
      ),
    ),
    ...(stages.length === 0 ? [] : ["What remains after every possible repair:", bullets(stages)]),
  ];
}
