import { waiverNotes, waiverSentence, waiverWords } from "../../findings/waivers.ts";
import { type Cell, columnOf, isPresent } from "../../grid/grid.ts";
import { bullets, nothing, section } from "../text/handoff-text.ts";
import { quoted } from "../text/markdown.ts";
import { wording } from "../text/phrases.ts";
import { count } from "../text/words.ts";
import type { HandoffData } from "./data/data.ts";

const TITLE = "Not covered by this report";
const MOST_REASONS = 8;

/** What this handoff does not cover, so that nobody takes silence for health. */
export function renderUnknowns(data: HandoffData): string {
  const items = [
    ...unread(data),
    ...notInCsv(data),
    ...shadows(data),
    ...excused(data),
    ...waivers(data),
  ];
  return items.length === 0
    ? nothing(TITLE, "nothing; every declared table was read and every cell was expected.")
    : section(TITLE, bullets(items));
}

const unread = ({ assessment }: HandoffData): string[] =>
  assessment.unread.map(
    ({ table, cells, error }) =>
      `${wording(table)}: ${count(cells, "cell")} could not be read: ${quoted(error)}`,
  );

function notInCsv({ assessment, target }: HandoffData): string[] {
  if (target.csv === null) return [];
  const { grid } = assessment;
  return [
    "This report comes from a CSV of 20 columns. It cannot tell which games a table lacks, or whether points add up to the final score: that needs a warehouse.",
    `Phases 3 and 4 are counted in rows, not games: a date with any rows counts as present. The CSV covers ${grid.tables.length} tables and not the schedule itself.`,
  ];
}

function shadows({ assessment: { grid } }: HandoffData): string[] {
  return grid.tables
    .filter(({ shadow }) => shadow)
    .map(({ id }) => {
      const cells = columnOf(grid, id);
      const filled = cells.filter(isPresent).length;
      return `${wording(id)}: rows on ${filled} of ${count(cells.length, "date")}. It is only observed: it blocks nothing, does not count in the score and makes no finding.`;
    });
}

/** Cells that a rule excuses, by the reason of the rule. */
function excused({ assessment }: HandoffData): string[] {
  const cells = [...assessment.grid.columns.values()]
    .flat()
    .filter(({ state }) => state === "expected-absent");
  const byReason = [...Map.groupBy(cells, ({ reason }: Cell) => reason ?? "")];
  const shown = byReason.slice(0, MOST_REASONS).map(([reason, some]) => {
    const dates = new Set(some.map(({ date }) => date)).size;
    return `Excused by a rule: ${count(some.length, "cell")} on ${count(dates, "date")}: ${quoted(reason)}`;
  });
  const more = byReason.length - shown.length;
  return [...shown, ...(more > 0 ? [`and ${count(more, "more rule")}, in pipeline.yaml`] : [])];
}

/** Waivers that no longer excuse anything. */
const waivers = ({ assessment }: HandoffData): string[] =>
  waiverNotes(assessment.grid).map((note) =>
    waiverSentence(note, quoted(waiverWords(note.waiver))),
  );
