import type { Receipt } from "../../backfill/run/receipt.ts";
import { costText } from "../text/cost.ts";
import { quoted, table } from "../text/markdown.ts";
import { count } from "../text/words.ts";

const MOST_DATES = 400;

/** RECEIPT.md: what a run did, and whether it is proven. */
export function renderReceipt(receipt: Receipt): string {
  const { training, average, dates } = receipt;
  const bad = dates.flatMap(({ date, cells }) =>
    cells
      .filter(({ outcome, note }) => !["done", "unneeded"].includes(outcome) || note !== null)
      .map((cell) => [date, cell.table, cell.outcome, cell.note === null ? "" : quoted(cell.note)]),
  );
  const shown = dates.slice(0, MOST_DATES);
  return [
    `# Receipt of ${receipt.run}: ${verdictOf(receipt)}`,
    ...(receipt.undoneAt === undefined
      ? []
      : [
          `**Taken back at ${receipt.undoneAt}: the rows that it had replaced are there again.** What follows is what it did.`,
        ]),
    `Environment ${receipt.environment}${receipt.issue === undefined ? "" : `, for issue #${receipt.issue}`}, plan ${receipt.plan}, started ${receipt.startedAt}, verified ${receipt.verifiedAt} as of ${receipt.asOf}.`,
    ...(receipt.proven || receipt.undoneAt !== undefined || (receipt.reasons ?? []).length === 0
      ? []
      : [(receipt.reasons ?? []).map((reason) => `- ${quoted(reason)}`).join("\n")]),
    ...(receipt.approvedBy === undefined ? [] : [`${approvalText(receipt.approvedBy)}.`]),
    ...(receipt.stoppedBy === undefined
      ? []
      : [
          `**Stopped by ${quoted(receipt.stoppedBy.by)} at ${receipt.stoppedBy.at}**: what is pending was not begun.`,
        ]),
    `${totals(receipt)}.${receipt.dueAt === null ? "" : ` Parked cells are due again at ${receipt.dueAt}.`}`,
    ...(receipt.cost === undefined ? [] : [`${costText(receipt.cost)}.`]),
    table(
      ["what", "before", "predicted", "after"],
      [
        ["training", training.before, training.predicted, training.after],
        ["average score", points(average.before), points(average.predicted), points(average.after)],
      ],
    ),
    ...(bad.length === 0
      ? []
      : [
          "## Not done, or not proven",
          table(["date", "table", "outcome", "why"], bad.slice(0, MOST_DATES)),
        ]),
    ...(bad.length > MOST_DATES
      ? [`${count(bad.length - MOST_DATES, "more cell")} in receipt.json.`]
      : []),
    ...controlsOf(receipt),
    "## Dates",
    table(
      ["date", "score before", "predicted", "after", "tables"],
      shown.map(({ date, score, cells }) => [
        date,
        points(score.before),
        points(score.predicted),
        points(score.after),
        tablesOf(cells),
      ]),
    ),
    ...(dates.length > shown.length
      ? [`${count(dates.length - shown.length, "more date")} in receipt.json.`]
      : []),
    "",
  ].join("\n\n");
}

/** Who let it begin. */
export const approvalText = ({ by, self }: NonNullable<Receipt["approvedBy"]>): string =>
  self ? `Self-approved by ${quoted(by)}, a team of one` : `Approved by ${quoted(by)}`;

/** In one or two words. */
export const verdictOf = ({ proven, undoneAt }: Pick<Receipt, "proven" | "undoneAt">): string =>
  undoneAt === undefined ? (proven ? "proven" : "not proven") : "taken back";

/** What the services made of dates that were complete. */
const controlsOf = ({ controls = [] }: Receipt): string[] =>
  controls.length === 0
    ? []
    : [
        "## Control dates",
        "Complete dates, computed again before the run, compared, and put back.",
        table(
          ["date", "table", "rows", "differing", "stopped the run"],
          controls.map(({ date, table: id, rows, differing, stopped }) => [
            date,
            id,
            String(rows),
            String(differing),
            stopped === null ? "no" : quoted(stopped),
          ]),
        ),
      ];

/** What became of a date's tables, those of the same fate together; rows before and after behind each. */
function tablesOf(cells: Receipt["dates"][number]["cells"]): string {
  const fates = Map.groupBy(cells, ({ before, after }) => `${before} to ${after}`);
  const rows = (n: number | null) => n ?? "?";
  return [...fates]
    .map(
      ([fate, some]) =>
        `${fate}: ${some.map((one) => `${one.table} ${rows(one.rowsBefore)} to ${rows(one.rowsAfter)}`).join(", ")} rows`,
    )
    .join("; ");
}

/** One sentence: every planned cell is in it once. */
export function totals({ counts }: Pick<Receipt, "counts">): string {
  const parts = Object.entries(counts)
    .filter(([name, n]) => n > 0 || name === "done")
    .map(([name, n]) => `${n} ${name}`);
  return parts.join(", ");
}

const points = (value: number | null): string => (value === null ? "unknown" : value.toFixed(1));
