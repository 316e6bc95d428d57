import { waiverNotes, waiverSentence, waiverWords } from "../../findings/waivers.ts";
import { type Cell, columnOf, isPresent } from "../../grid/grid.ts";
import { bullets, nothing, section } from "../text/handoff-text.ts";
import { quoted } from "../text/markdown.ts";
import { wording } from "../text/phrases.ts";
import { count } from "../text/words.ts";
import type { HandoffData } from "./data/data.ts";

const TITLE = "Not known, and not asked for";
const MOST_REASONS = 8;

/** What this handoff does not say anything about, so that nobody takes silence for health. */
export function renderUnknowns(data: HandoffData): string {
  const items = [
    ...unread(data),
    ...notInCsv(data),
    ...shadows(data),
    ...excused(data),
    ...waivers(data),
  ];
  return items.length === 0
    ? nothing(TITLE, "nothing; every declared table was read and every cell was asked for.")
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
    "Read from a CSV of 20 columns. Which games a table lacks, and whether its points add up to the final score, cannot be told from it: that needs a warehouse.",
    `Counts of phases 3 and 4 are rows, not games: a date with rows counts as there, however few. The schedule itself, and whatever is not one of the columns, was not looked at; there are ${grid.tables.length} tables in it.`,
  ];
}

function shadows({ assessment: { grid } }: HandoffData): string[] {
  return grid.tables
    .filter(({ shadow }) => shadow)
    .map(({ id }) => {
      const cells = columnOf(grid, id);
      const filled = cells.filter(isPresent).length;
      return `${wording(id)}: rows on ${filled} of ${count(cells.length, "date")}. It is only watched: it blocks nothing, scores nothing and makes no finding here.`;
    });
}

/** Cells of which a rule says that nothing is to be there, by the rule's reason. */
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

/** Rules that no longer excuse anything, so that nobody trusts in them. */
const waivers = ({ assessment }: HandoffData): string[] =>
  waiverNotes(assessment.grid).map((note) =>
    waiverSentence(note, quoted(waiverWords(note.waiver))),
  );
