import type { Advice } from "../../../advice/advice.ts";
import { command } from "../../../advice/blocks/target.ts";
import { PIPELINE } from "../../../commands/options.ts";
import { CAUSE_KINDS } from "../../../findings/causes/causes.ts";
import { fence, inline, section, sentence } from "../../text/handoff-text.ts";
import { capital, wording } from "../../text/phrases.ts";
import type { HandoffData } from "../data/data.ts";
import { engineWords } from "../data/engines.ts";

const MOST_CHECKS = 4;

/** By cause: queries that confirm it, and how to prevent it. Empty without causes. */
export function renderConfirm({ advice, target, provenance }: HandoffData): string[] {
  const kinds = CAUSE_KINDS.filter((kind) => advice.some(({ group }) => group.cause === kind));
  if (kinds.length === 0) return [];
  const file = provenance.pipelineFile ?? PIPELINE.default;
  return [
    section(
      "Confirm and prevent",
      `The queries only read. ${engineWords(target).whereToAsk(target)} Add configuration to ${wording(file)} under the existing key and check it with ${inline(command(target, "config check"))}. Use the commands under Prevent after the repair: while findings are open they may end with exit code 1.`,
      ...kinds.map((kind) => renderKind(advice.filter(({ group }) => group.cause === kind))),
    ),
  ];
}

function renderKind(advice: readonly Advice[]): string {
  const title = advice[0]?.title ?? "";
  const checks = once(
    advice.flatMap(({ confirm }) => confirm),
    ({ text }) => text,
  );
  const prevents = once(
    advice.map(({ prevent }) => prevent),
    ({ yaml, line }) => `${yaml} ${line}`,
  );
  const words = once(
    prevents.map((prevent) => prevent.words),
    (text) => text,
  );
  return [
    `### ${capital(title)}`,
    ...checks
      .slice(0, MOST_CHECKS)
      .flatMap(({ says, language, text }) => [
        `Confirmed if: ${sentence(says)}`,
        fence(language, text),
      ]),
    ...words.map((text) => `Prevent: ${sentence(text)}`),
    ...once(
      prevents.flatMap(({ yaml }) => yaml ?? []),
      (text) => text,
    ).map((text) => fence("yaml", text)),
    ...once(
      prevents.flatMap(({ line }) => line ?? []),
      (text) => text,
    ).map((text) => fence("sh", text)),
  ].join("\n\n");
}

function once<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
