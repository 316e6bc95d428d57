import type { Assessment } from "../../findings/assess/assess.ts";
import { stateText } from "../../findings/assess/readiness-text.ts";
import type { Provenance } from "../../records/provenance.ts";
import { bullets, folded } from "../text/handoff-text.ts";
import { wording } from "../text/phrases.ts";
import { renderChain, renderNumbers } from "./chain.ts";
import { renderCriteria } from "./criteria.ts";
import { renderCritical } from "./critical.ts";
import { type HandoffContext, NO_CONTEXT } from "./data/context.ts";
import { type HandoffData, handoffData } from "./data/data.ts";
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

const isQuiet = ({ assessment }: HandoffData): boolean =>
  assessment.findings.length === 0 && assessment.unread.length === 0;

const explained = (data: HandoffData): string[] => [renderSince(data), renderQuestions(data)];

/** Sections that say one line, next to each other, as one list. */
function together(sections: readonly string[]): string[] {
  const isLine = (text: string) => /^\*\*[^:\n]+:\*\* [^\n]+$/.test(text);
  return sections.flatMap((text, at) => {
    if (!isLine(text)) return [text];
    // The first of its neighbours stands for all of them.
    if (isLine(sections[at - 1] ?? "")) return [];
    const end = sections.findIndex((one, index) => index > at && !isLine(one));
    return [bullets(sections.slice(at, end === -1 ? undefined : end))];
  });
}

/** What is looked up rather than read; its summary names the sections. Nobody has to act on a quiet morning. */
function reference(data: HandoffData): string {
  const sections = [
    ...(isQuiet(data) ? explained(data) : []),
    renderNumbers(data),
    ...renderConfirm(data),
    renderTroubleshooting(data),
    renderFiles(data),
    renderProduced(data),
  ];
  const titles = sections.map((text) => /^(?:## |\*\*)([^:\n]+)/.exec(text)?.[1] ?? "");
  return folded(titles.join(", "), ...sections);
}

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
    ...(isQuiet(data) ? [] : explained(data)),
    renderUnknowns(data),
    reference(data),
    renderNotes(context.notes),
  ];
  return `${together(sections).join("\n\n")}\n`;
}
