import type { Assessment } from "../gaps/assess.ts";
import { stateText } from "../gaps/readiness-text.ts";
import { renderChain, renderNumbers } from "./handoff/chain.ts";
import { renderConfirm } from "./handoff/confirm.ts";
import { type HandoffContext, NO_CONTEXT } from "./handoff/context.ts";
import { renderCriteria } from "./handoff/criteria.ts";
import { renderCritical } from "./handoff/critical.ts";
import { handoffData } from "./handoff/data.ts";
import { renderDecisions } from "./handoff/decisions.ts";
import { renderFindings } from "./handoff/findings.ts";
import { headline, renderHeader, renderUnread } from "./handoff/header.ts";
import { renderIssues } from "./handoff/issues.ts";
import { renderNotes } from "./handoff/notes.ts";
import { renderPlan } from "./handoff/plan.ts";
import { renderFiles, renderProduced } from "./handoff/produced.ts";
import { renderQuestions } from "./handoff/questions.ts";
import { renderQuickStart } from "./handoff/quick-start.ts";
import { renderSince } from "./handoff/since.ts";
import { renderTimeline } from "./handoff/timeline.ts";
import { renderTroubleshooting } from "./handoff/troubleshooting.ts";
import { renderUnknowns } from "./handoff/unknowns.ts";
import type { Provenance } from "./provenance.ts";
import { wording } from "./season-words.ts";

export { headline } from "./handoff/header.ts";

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
    ...renderIssues(context),
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
