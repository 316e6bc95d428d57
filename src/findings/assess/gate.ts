import { columnOf } from "../../grid/grid.ts";
import { trainingTables } from "../../pipeline/rules.ts";
import type { Assessment, TrainingState } from "./assess.ts";
import { type Holding, unfit } from "./holding.ts";
import { neededTables } from "./readiness.ts";
import { holdingText, stateText } from "./readiness-text.ts";

export const GATE_REQUIREMENTS = ["unblocked", "ready", "complete"] as const;
export type GateRequirement = (typeof GATE_REQUIREMENTS)[number];

export type GateVerdict = {
  readonly passes: boolean;
  readonly training: TrainingState;
  /** The state with what it tolerates: "READY, 3 dates short". */
  readonly state: string;
  /** Something could not be read: then it does not pass, and nobody knows whether it should. */
  readonly unknown: boolean;
  /** Why it does not pass, each with the cells that hold it back; empty where it does. */
  readonly reasons: readonly string[];
  /** The dates that are short though the verdict tolerates them, with the tables, as printed lines. */
  readonly short: readonly string[];
  /** What was certified; `line` says it to a person. Not given where nothing was. */
  readonly certificate?: { readonly id: string; readonly file: string; readonly line: string };
};

/** What each requirement holds against, worst first. */
const HELD: Record<GateRequirement, readonly Holding["from"][]> = {
  unblocked: ["UNBLOCKED"],
  ready: ["UNBLOCKED", "READY"],
  complete: ["UNBLOCKED", "READY", "COMPLETE"],
};

/**
 * Whether training may run on this grid. `tables` narrows what is needed to these and what they are computed from;
 * empty for what the pipeline declares. Nothing unknown or stale ever passes.
 */
export function judgeGate(
  assessment: Assessment,
  require: GateRequirement,
  tables: readonly string[],
): GateVerdict {
  const { grid, readiness } = assessment;
  const needed = neededTables(grid, tables);
  const own =
    tables.length > 0
      ? tables
      : trainingTables(grid.pipeline, grid.environment).map(({ id }) => id);
  const cells = own.flatMap((id) => columnOf(grid, id));
  const holding = [
    ...(cells.length === 0 ? [nothing("no game date is in the range")] : []),
    ...unfit(grid, needed),
    ...(tables.length > 0 ? missingOf(assessment, tables) : []),
    ...(tables.length > 0 && require === "unblocked"
      ? []
      : readiness.holding.filter(({ from }) => HELD[require].includes(from))),
  ];
  const reasons = [...new Set(holding.map(holdingText))];
  return {
    passes: reasons.length === 0,
    training: assessment.training,
    state: stateText(readiness),
    unknown:
      grid.ledgerError !== null ||
      needed.some((id) => assessment.unread.some(({ table }) => table === id)),
    reasons: reasons.length === 0 ? [] : [...stateReason(assessment, require), ...reasons],
    short: readiness.short.flatMap(({ date, tables: lacking }) => {
      const own = tables.length === 0 ? lacking : lacking.filter((id) => needed.includes(id));
      return own.length === 0 ? [] : [`${date}: ${own.join(", ")}`];
    }),
  };
}

const nothing = (why: string): Holding => ({
  from: "UNBLOCKED",
  why,
  cells: [],
  isFinding: false,
});

function stateReason({ training }: Assessment, require: GateRequirement): string[] {
  const wanted = require.toUpperCase();
  return training === wanted || require === "unblocked"
    ? training === "BLOCKED"
      ? ["training is BLOCKED"]
      : []
    : [`training is ${training}, and ${wanted} is required`];
}

/** Of narrowed tables every cell is needed, where the declared ones may lack a set on a date. */
function missingOf({ grid }: Assessment, tables: readonly string[]): Holding[] {
  const missing = tables
    .flatMap((id) => columnOf(grid, id))
    .filter(({ state, late }) => state === "missing" && !late);
  return missing.length === 0
    ? []
    : [
        {
          from: "UNBLOCKED",
          why: `${missing.length} needed cells are missing`,
          cells: missing.map(({ table, date }) => ({ table, date })),
          isFinding: false,
        },
      ];
}
