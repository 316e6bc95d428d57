import type { Advice } from "../../../advice/advice.ts";
import type { RepairWay } from "../../../advice/blocks/kind.ts";
import { graceEnd } from "../../../advice/causes/newest.ts";
import { sentence } from "../../text/handoff-text.ts";
import { capital, listed } from "../../text/phrases.ts";
import { count } from "../../text/words.ts";
import type { HandoffData } from "../data/data.ts";

const MOST = 5;

/** Ways of repair that no command can take. */
const BEYOND: readonly RepairWay[] = ["ask", "declare", "never", "wait"];

export const beyondCommands = ({ advice }: HandoffData): readonly Advice[] =>
  advice.filter(
    ({ repair }) =>
      BEYOND.includes(repair.way) || (repair.way === "remove" && repair.line === null),
  );

/** What holds training back that no command can repair, and who can; empty where nothing does. */
export function beyondWords(data: HandoffData): string {
  const { assessment } = data;
  const { training, readiness } = assessment;
  const some = beyondCommands(data);
  const held = readiness.holding.filter(({ from }) => from !== "COMPLETE");
  const state =
    held.length === 0
      ? `Training stays ${training}.`
      : `Training stays ${training}: ${listed(held.slice(0, MOST).map(({ why }) => sentence(why)))}.`;
  return [
    state,
    ...some.slice(0, MOST).map((one) => words(data, one)),
    ...(some.length > MOST
      ? [`And ${count(some.length - MOST, "cause")} more under Findings.`]
      : []),
  ].join(" ");
}

function words({ assessment }: HandoffData, { group, title, repair }: Advice): string {
  const tables = group.tables.length === 0 ? "" : ` in ${listed(group.tables)}`;
  const what = `${capital(title)}${tables}:`;
  return repair.way === "wait"
    ? `${what} wait until ${graceEnd({ grid: assessment.grid, group })}, then validate.`
    : `${what} ${repair.words.map(sentence).join(" ")}`;
}
