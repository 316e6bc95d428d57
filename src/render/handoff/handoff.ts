import type { Assessment } from "../../findings/assess/assess.ts";
import { stateText } from "../../findings/assess/readiness-text.ts";
import type { Provenance } from "../../records/provenance.ts";
import { wording } from "../text/phrases.ts";
import { renderChain, renderNumbers } from "./chain.ts";
import { renderCriteria } from "./criteria.ts";
import { renderCritical } from "./critical.ts";
import { type HandoffContext, NO_CONTEXT } from "./data/context.ts";
import { handoffData } from "./data/data.ts";
import { renderFindings } from "./findings.ts";
import { headline, renderHeader, renderUnread } from "./header.ts";
import { renderIssues } from "./issues.ts";
import { renderNotes } from "./notes.ts";
import { renderFiles, renderProduced } from "./produced.ts";
import { renderQuestions } from "./questions.ts";
import { renderConfirm } from "./repair/confirm.ts";
import { renderDecisions } from "./repair/decisions.ts";
import { renderPlan } from "./repair/plan.ts";
import { renderQuickStart } from "./repair/quick-start.ts";
import { renderTroubleshooting } from "./repair/troubleshooting.ts";
import { renderSince } from "./since.ts";
import { renderTimeline } from "./timeline.ts";
import { renderUnknowns } from "./unknowns.ts";

export { headline } from "./header.ts";

/**
 * HANDOFF.md: what is broken, why, and what to do next, for somebody who has nothing but this file. What is acted on
 * comes first, what explains it after. Ends with a line break.
 */
export function renderHandoff(
  assessment: Assessment,
  provenance: Provenance,
  context: HandoffContext = NO_CONTEXT,
): string {
  const data = handoffData(assessment, provenance, context);
  const sections = [
    `# Handoff: training ${stateText(assessment.readiness)} (${wording(assessment.grid.environment)})`,
    headline(assessment),
    ...renderUnread(data),
    renderHeader(data),
    renderCritical(data),
    ...renderIssues(context, data.assessment.grid.asOf.toISOString().slice(0, 10)),
    renderQuickStart(data),
    renderDecisions(data),
    renderPlan(data),
    renderTimeline(data),
    renderCriteria(data),
    renderFindings(data),
    renderChain(data),
    renderNumbers(data),
    renderSince(data),
    renderQuestions(data),
    ...renderConfirm(data),
    renderTroubleshooting(data),
    renderUnknowns(data),
    renderFiles(data),
    renderProduced(data),
    renderNotes(context.notes),
  ];
  return `${sections.join("\n\n")}\n`;
}
