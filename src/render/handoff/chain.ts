import type { Assessment } from "../../findings/assess/assess.ts";
import { type Cell, cellsOfDay, type Grid } from "../../grid/grid.ts";
import { BANDS } from "../../grid/score.ts";
import type { PhaseConfig } from "../../pipeline/schema.ts";
import { percentText } from "../text/figures.ts";
import { nothing, section, sentence } from "../text/handoff-text.ts";
import { table } from "../text/markdown.ts";
import { averageWords, reportedAverageText, wording } from "../text/phrases.ts";
import { count } from "../text/words.ts";
import type { HandoffData } from "./data/data.ts";

export function renderNumbers({ assessment }: HandoffData): string {
  const { bands, completionPct, counts, unknownCells, grid } = assessment;
  const { excellent, good, fair } = grid.pipeline.score.bands;
  const ranges = {
    excellent: `${excellent} and more`,
    good: `${good} to below ${excellent}`,
    fair: `${fair} to below ${good}`,
    poor: `below ${fair}`,
  };
  return section(
    "Numbers",
    table(
      ["what", "value"],
      [
        ["average health score", averageWords(assessment)],
        ...reportedAverageText(grid).map((text) => [
          "average of health_score in the CSV, not capped",
          text,
        ]),
        ...BANDS.map((band) => [`${band} (${ranges[band]})`, count(bands[band], "date")]),
        [
          "dates with every training table",
          completionPct === null ? "nothing expected" : percentText(completionPct),
        ],
        ["findings", `${counts.P0} P0, ${counts.P1} P1, ${counts.P2} P2`],
        ["cells that could not be read", String(unknownCells)],
        ["season warm-up policy", grid.policy],
      ],
    ),
  );
}

/** The state of each pipeline phase, and where the chain to model training breaks. */
export function renderChain({ assessment }: HandoffData): string {
  const { grid, training } = assessment;
  const states = grid.pipeline.phases
    .map((phase) => ({ phase, ...phaseState(grid, phase) }))
    .filter(({ tables }) => tables.length > 0);
  const last = states.findLastIndex(({ phase }) => phase.requiredForTraining);
  const chain = [
    ...states.slice(0, last + 1).map(({ phase, word }) => `${sentence(phase.title)} (${word})`),
    `model training (${training})`,
  ].join(" -> ");
  if (states.every(({ word }) => word === FINE))
    return nothing("Dependency chain", last === -1 ? chainless(assessment) : chain);
  return section(
    "Dependency chain",
    last === -1 ? chainless(assessment) : chain,
    table(
      ["phase", "state", "complete dates", "partial or thin", "empty", "unread", "tables"],
      states.map(({ phase, word, dates, tables }) => [
        sentence(phase.title),
        word,
        ...[dates.full, dates.part, dates.nothing, dates.unread].map(String),
        tables.map(wording).join(", "),
      ]),
    ),
  );
}

const chainless = ({ training }: Assessment): string =>
  `No phase is required for training; model training is ${training}.`;

const FINE = "fine";

type PhaseState = {
  readonly word: string;
  readonly tables: readonly string[];
  readonly dates: Readonly<Record<"full" | "part" | "nothing" | "unread", number>>;
};

function phaseState(grid: Grid, { id }: PhaseConfig): PhaseState {
  const tables = grid.tables.filter(({ phase, shadow }) => phase === id && !shadow);
  const dates = { full: 0, part: 0, nothing: 0, unread: 0 };
  grid.days.forEach((_, index) => {
    const day = cellsOfDay(grid, index);
    const cells = tables
      .flatMap((one) => day.get(one.id) ?? [])
      .filter(({ state }) => state !== "expected-absent");
    if (cells.length > 0) dates[dateState(cells)] += 1;
  });
  return { word: wordFor(dates), tables: tables.map((one) => one.id), dates };
}

function dateState(cells: readonly Cell[]): keyof PhaseState["dates"] {
  if (cells.some(({ state }) => state === "unknown")) return "unread";
  if (cells.every(({ state }) => state === "missing")) return "nothing";
  return cells.every(({ state, thin }) => state === "complete" && !thin) ? "full" : "part";
}

function wordFor({ nothing, part, unread, full }: PhaseState["dates"]): string {
  const parts = [
    ...(unread > 0 ? [`UNKNOWN on ${unread}`] : []),
    ...(nothing > 0 ? [`missing on ${nothing}`] : []),
    ...(part > 0 ? [`short on ${part}`] : []),
  ];
  if (parts.length > 0) return parts.join("; ");
  return full === 0 ? "nothing expected" : FINE;
}
