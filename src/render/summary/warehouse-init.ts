import { oneLine } from "../text/one-line.ts";
import { count } from "../text/words.ts";

/** What an existing table or dataset has otherwise than declared, and what a person can do: nothing is altered here. */
export type Difference = {
  readonly what: string;
  readonly declared: string;
  readonly found: string;
  readonly remedy: string;
  /** Statements of this tool fail, or mean something else, while it is so. */
  readonly breaks: boolean;
};

const OUTCOMES = {
  created: "made",
  "would-create": "would be made",
  present: "is there",
  owner: "not there; made by its owner",
  blocked: "cannot be made",
} as const;

export type InitItem = {
  readonly kind: "dataset" | "table";
  /** `dataset`, or `dataset.table`. */
  readonly name: string;
  readonly outcome: keyof typeof OUTCOMES;
  /** Who makes it, why it cannot be made, or what its columns come from. */
  readonly detail: string;
  readonly differences: readonly Difference[];
  /** Told, and nothing to do about. */
  readonly notes: readonly string[];
};

export type InitReport = {
  readonly environment: string;
  readonly warehouse: string;
  readonly dryRun: boolean;
  readonly items: readonly InitItem[];
};

/** Whether something is left that a person has to look at. */
export const isLeft = ({ outcome, differences }: InitItem): boolean =>
  outcome === "blocked" || differences.length > 0;

export function renderInit({ environment, warehouse, dryRun, items }: InitReport): string {
  const lines = items.flatMap((item) => [
    `  ${item.kind} ${item.name}: ${OUTCOMES[item.outcome]}${item.detail === "" ? "" : ` (${oneLine(item.detail)})`}`,
    ...item.differences.flatMap(({ what, declared, found, remedy }) => [
      `    differs: ${what}: declared ${declared}, found ${oneLine(found)}`,
      `      do: ${oneLine(remedy)}`,
    ]),
    ...item.notes.map((note) => `    note: ${oneLine(note)}`),
  ]);
  return [
    `Warehouse of ${environment}: ${oneLine(warehouse)}`,
    ...lines,
    summary(items, dryRun),
  ].join("\n");
}

function summary(items: readonly InitItem[], dryRun: boolean): string {
  const having = (outcome: InitItem["outcome"]) =>
    items.filter((item) => item.outcome === outcome).length;
  const differing = items.filter(({ differences }) => differences.length > 0).length;
  const made = dryRun ? having("would-create") : having("created");
  const parts = [
    made === 0 ? "Nothing to make" : `${made} ${dryRun ? "would be made" : "made"}`,
    `${having("present")} there already`,
    ...(having("owner") > 0 ? [`${having("owner")} left to their owners`] : []),
    ...(having("blocked") > 0 ? [`${having("blocked")} cannot be made`] : []),
    ...(differing > 0 ? [`${count(differing, "difference")} to look at`] : []),
  ];
  return `${parts.join(", ")}.${dryRun ? " Dry run: nothing was changed." : ""}`;
}
