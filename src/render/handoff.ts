import { commandLine } from "../commands/catalogue.ts";
import { printRange } from "../dates/range.ts";
import type { Assessment } from "../gaps/assess.ts";
import type { Finding } from "../gaps/finding.ts";
import { BANDS, roundScore } from "../health/score.ts";
import { PRIORITIES } from "../pipeline/schema.ts";
import { count, quoted, table } from "./markdown.ts";

/** How a report came about, for its last section. */
export type Provenance = {
  readonly runId: string;
  readonly configHash: string;
  readonly warehouse: string;
  readonly toolVersion: string;
  /** The page of the run, where a workflow made the report. */
  readonly runUrl: string | null;
};

/** HANDOFF.md: the state, what is wrong by priority, and what to do next. Ends with a line break. */
export function renderHandoff(assessment: Assessment, provenance: Provenance): string {
  const { grid } = assessment;
  const sections = [
    `# Handoff: training ${assessment.training} (${grid.environment})`,
    headline(assessment),
    ...unknownBanner(assessment),
    "## Numbers",
    numbers(assessment),
    "## Findings",
    ...findings(assessment),
    "## Success criteria",
    criteria(assessment),
    "## What to do next",
    nextSteps(assessment),
    "## How this was produced",
    produced(assessment, provenance),
  ];
  return `${sections.join("\n\n")}\n`;
}

export function headline({ grid, findings, training }: Assessment): string {
  const blocking = findings.filter(
    ({ kind, priority }) => kind === "phase-missing" && priority === "P0",
  );
  const because =
    training === "BLOCKED" && blocking.length > 0
      ? ` ${blocking.map(({ title, dates, runs }) => `${capital(title)} on ${count(dates.length, "game date")}: ${runs.map(printRange).join(" and ")}.`).join(" ")}`
      : "";
  return [
    `**Environment ${grid.environment}, ${count(grid.days.length, "game date")} from ${grid.range.first} to ${grid.range.last}, as of ${iso(grid.asOf)}.`,
    `Model training is ${training}.**${because}`,
  ].join(" ");
}

function unknownBanner({ unread, unknownCells, scores }: Assessment): string[] {
  if (unread.length === 0) return [];
  const low = mean(scores.map((score) => score.low));
  const high = mean(scores.map((score) => score.high));
  return [
    [
      `> **UNKNOWN: ${count(unread.length, "table")} could not be read, ${count(unknownCells, "cell")}.** What follows is about the rest; nothing here says that these are well.`,
      `> With the unknown as empty and as full, the average lies between ${roundScore(low)} and ${roundScore(high)}.`,
    ].join("\n"),
    table(
      ["table", "cells", "error"],
      unread.map(({ table: id, cells, error }) => [id, String(cells), quoted(error)]),
    ),
  ];
}

function numbers({ average, bands, completionPct, grid }: Assessment): string {
  const trained = completionPct === null ? "nothing expected" : `${completionPct.toFixed(1)} %`;
  return table(
    ["what", "value"],
    [
      ["average health score", average === null ? "unknown" : roundScore(average).toFixed(1)],
      ...BANDS.map((band) => [`${band} (${bandRange(band, grid)})`, count(bands[band], "date")]),
      ["dates with every training table", trained],
      ["season warm-up policy", grid.policy],
    ],
  );
}

function bandRange(band: (typeof BANDS)[number], { pipeline }: Assessment["grid"]): string {
  const { excellent, good, fair } = pipeline.score.bands;
  const ranges = {
    excellent: `${excellent} and more`,
    good: `${good} to below ${excellent}`,
    fair: `${fair} to below ${good}`,
    poor: `below ${fair}`,
  };
  return ranges[band];
}

function findings({ findings: all, unread }: Assessment): string[] {
  if (all.length === 0)
    return [
      unread.length === 0
        ? "None: every cell that was expected is there."
        : "None among the cells that could be read.",
    ];
  return PRIORITIES.flatMap((priority) => {
    const some = all.filter((finding) => finding.priority === priority);
    if (some.length === 0) return [];
    return [
      `### ${priority}`,
      table(
        ["finding", "dates", "games", "where", "tables"],
        some.map((finding) => [
          capital(finding.title),
          String(finding.dates.length),
          String(finding.games),
          finding.runs.map((run) => `${printRange(run)} (${run.dates.length})`).join(", "),
          [...new Set(finding.cells.map((cell) => cell.table))].join(", "),
        ]),
      ),
    ];
  });
}

function criteria({ ceilings: { criteria: results } }: Assessment): string {
  if (results.length === 0) return "None are declared.";
  return table(
    ["criterion", "target", "measured", "best reachable", "result", "due after"],
    results.map(({ criterion, measured, after, verdict }) => [
      criterion.title,
      criterion.above === undefined ? `below ${criterion.below}` : `above ${criterion.above}`,
      measured === null ? "unknown" : String(roundScore(measured)),
      reachable(after[criterion.after === "P0" ? 1 : 4]),
      measured === null ? "UNKNOWN" : VERDICT_WORDS[verdict],
      criterion.after === "P0" ? "P0 repaired" : "all repaired",
    ]),
  );
}

function nextSteps({ findings: all, grid, unread }: Assessment): string {
  const environment = { environment: grid.environment };
  const look = ({ runs }: Finding) =>
    runs.map(({ first, last }) =>
      commandLine("validate", { ...environment, start: first, end: last }),
    );
  const steps = [
    ...(unread.length > 0
      ? [
          `Make the unread tables readable, then validate again: \`${commandLine("validate", environment)}\``,
        ]
      : []),
    ...all
      .filter(({ priority, runs }) => priority === "P0" && runs.length > 0)
      .map(
        (finding) =>
          `${finding.priority}, ${finding.title}: ${look(finding)
            .map((line) => `\`${line}\``)
            .join(" and ")}`,
      ),
    ...(all.length > 0
      ? ["Every cell that is not as it should be, with its date and table, stands in `gaps.csv`."]
      : []),
  ];
  return steps.length === 0
    ? `Nothing. The next validation: \`${commandLine("validate", environment)}\``
    : steps.map((step, index) => `${index + 1}. ${step}`).join("\n");
}

function produced({ grid }: Assessment, provenance: Provenance): string {
  const { runId, configHash, warehouse, toolVersion, runUrl } = provenance;
  return [
    `\`${commandLine("validate", { environment: grid.environment, start: grid.range.first, end: grid.range.last, "as-of": iso(grid.asOf), policy: grid.policy })}\``,
    table(
      ["what", "value"],
      [
        ["run", quoted(runId)],
        ["warehouse", quoted(warehouse)],
        ["configuration", quoted(configHash)],
        ["tool", quoted(toolVersion)],
        ...(runUrl === null ? [] : [["workflow run", runUrl]]),
      ],
    ),
  ].join("\n\n");
}

const VERDICT_WORDS = {
  pass: "pass",
  fail: "FAIL",
  unreachable: "unreachable",
} as const;

const reachable = (value: number | null): string =>
  value === null ? "unknown" : String(roundScore(value));

const iso = (instant: Date): string => instant.toISOString().replace(".000Z", "Z");

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
