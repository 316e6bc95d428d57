import type { Money } from "../../pipeline/cost.ts";
import { moneyText } from "../text/cost.ts";
import { count } from "../text/words.ts";

/** What one validation bills, by dry runs. */
export type Part = Money & {
  readonly queries: number;
  /** Queries whose dry run failed: the sum is the least that it is. */
  readonly unknown: number;
  /** Tables of which anything is counted. */
  readonly tables: number;
};

export type ValidationEstimate = {
  readonly environment: string;
  readonly tables: number;
  readonly full: Part;
  /** By what changed since the last record; null where the environment always counts in full, or --full asks for it. */
  readonly today: Part | null;
  /** Why today everything is counted; null where it is not. */
  readonly why: string | null;
  /** The day after a validation, if nothing changes: a share takes its turn. */
  readonly unchanged: Part | null;
  /** What asking for the tables' metadata has billed just now. */
  readonly asked: Money;
};

/** A few lines for a terminal. */
export function renderEstimate({
  environment,
  tables,
  full,
  today,
  why,
  unchanged,
  asked,
}: ValidationEstimate): string {
  const fewer = ({ bytes }: Part) =>
    full.bytes === 0 ? "" : `, ${((1 - bytes / full.bytes) * 100).toFixed(1)} % less than in full`;
  const partly = (part: Part) =>
    `${text(part)}, ${part.tables} of ${count(tables, "table")}${fewer(part)}`;
  return [
    `A validation of ${environment} is estimated to bill:`,
    `  in full: ${text(full)}`,
    ...(today === null
      ? ["  by what changed: not in force here; declare metadataFirst of the environment"]
      : [
          `  now, by what changed: ${why === null ? partly(today) : `${text(today)}, everything, because ${why}`}`,
        ]),
    ...(unchanged === null ? [] : [`  on a day without changes: ${partly(unchanged)}`]),
    ...(asked.bytes === 0 ? [] : [`Asking for the tables' metadata billed ${moneyText(asked)}.`]),
    "Nothing was validated. Reading the ledger and the record of sources comes on top: the minimum of 10 MiB each.",
  ].join("\n");
}

const text = ({ queries, unknown, ...money }: Part): string =>
  `${unknown === 0 ? "" : "at least "}${moneyText(money)} for ${count(queries, "query", "queries")}${
    unknown === 0 ? "" : `, ${unknown} of them of unknown cost`
  }`;
