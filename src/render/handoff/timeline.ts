import { graceEnd } from "../../advice/causes/newest.ts";
import type { PhaseOutline } from "../../advice/phases.ts";
import { minutesText, nothing, section, sumOf } from "../text/handoff-text.ts";
import { quoted, table } from "../text/markdown.ts";
import { count } from "../text/words.ts";
import type { RepairRun } from "./data/context.ts";
import type { HandoffData } from "./data/data.ts";

const TITLE = "Timeline";
const EXPECTED =
  "Expected durations come from `minutesPerDate` in the declaration, not from measurements. Add time to read and decide.";

/** The expected duration of each open phase, and how long the repair runs since the last handoff took. */
export function renderTimeline(data: HandoffData): string {
  const { open, advice, assessment } = data;
  const repairs = repairsSince(data);
  const waiting = advice.filter(({ repair }) => repair.way === "wait");
  if (open.length === 0 && waiting.length === 0 && repairs.length === 0)
    return nothing(TITLE, "nothing is due.");
  const rows = [
    ...open.map((outline) => [
      `plan phase ${outline.phase}: ${count(outline.dates.length, "date")}, ${count(outline.cells.length, "cell")}`,
      minutesText(outline.estimate),
      actual(outline, repairs),
    ]),
    ...(open.length > 1
      ? [["all phases", minutesText(sumOf(open.map(({ estimate }) => estimate))), ""]]
      : []),
    ...repairs
      .filter((repair) => !open.some((outline) => isOf(outline, repair)))
      .map((repair) => [`a repair of ${count(repair.dates, "date")}`, "", tookText(repair)]),
    ...waiting.map(({ group }) => [
      `the newest ${count(group.dates.length, "date")} may still arrive`,
      `by ${graceEnd({ grid: assessment.grid, group })}`,
      "not yet",
    ]),
  ];
  return section(
    TITLE,
    ...(open.length === 0 ? [] : [EXPECTED]),
    table(["step", "expected", "actual"], rows),
  );
}

/** Whether the run wrote only tables of this phase. */
const isOf = ({ tables }: PhaseOutline, repair: RepairRun): boolean =>
  repair.tables.length > 0 && repair.tables.every((id) => tables.includes(id));

/** The repair runs since the last handoff. */
export const repairsSince = ({ context }: HandoffData): readonly RepairRun[] => {
  const { previous, repairs } = context;
  if (previous === null) return repairs;
  return repairs.filter(({ run }) => !previous.repairs.includes(run));
};

function actual(outline: PhaseOutline, repairs: readonly RepairRun[]): string {
  const own = repairs.filter((repair) => isOf(outline, repair));
  return own.length === 0 ? "not run" : own.map(tookText).join("; ");
}

function tookText({ run, started, finished, outcome, dates }: RepairRun): string {
  const ms = finished === null ? Number.NaN : Date.parse(finished) - Date.parse(started);
  const took = Number.isNaN(ms) ? "no end recorded" : `${(ms / 60_000).toFixed(1)} min`;
  return `${quoted(run)}: ${outcome}, ${took} for ${count(dates, "date")}`;
}
