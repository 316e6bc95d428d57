import { z } from "zod";
import { type Assessment, TRAINING_STATES } from "../findings/assess/assess.ts";
import { VERDICTS } from "../findings/assess/ceiling.ts";
import { GATE_REQUIREMENTS, type GateVerdict, judgeGate } from "../findings/assess/gate.ts";
import { CAUSE_KINDS } from "../findings/causes/causes.ts";
import { FINDING_KINDS } from "../findings/finding.ts";
import { recentDates } from "../findings/recent.ts";
import { listedDays } from "../grid/calendar/calendar.ts";
import { reportedAverage } from "../grid/csv/review.ts";
import { CELL_STATES, type CellState } from "../grid/grid.ts";
import type { SeenColumns } from "../grid/observe/columns.ts";
import { boundedAverage, isCertain, roundScore } from "../grid/score.ts";
import { CostSchema } from "../pipeline/cost.ts";
import { PRIORITIES } from "../pipeline/schema.ts";
import { CountedSchema } from "./observed.ts";
import type { Provenance } from "./provenance.ts";

const dates = z.array(z.iso.date());
const counts = z.int().nonnegative();

/** How much the newest game dates lack; records of earlier versions have none. */
const recent = z.array(z.strictObject({ date: z.iso.date(), lacking: counts })).optional();

/** The average with everything unknown as empty and as full, where something is. */
const bounds = z.strictObject({ low: z.number(), high: z.number() }).optional();

/** What a later handoff is compared with. */
const PreviousSchema = z.strictObject({
  run: z.string(),
  asOf: z.iso.datetime(),
  configHash: z.string(),
  range: z.strictObject({ first: z.iso.date(), last: z.iso.date() }),
  training: z.enum(TRAINING_STATES),
  averageScore: z.number().nullable(),
  averageBounds: bounds,
  gameDates: counts,
  counts: z.strictObject({ P0: counts, P1: counts, P2: counts }),
  unknownCells: counts,
  findings: z.array(z.strictObject({ id: z.string(), title: z.string(), dates: counts })),
  /** The repairs that it knew of. */
  repairs: z.array(z.string()),
  recent,
});
export type PreviousHandoff = z.infer<typeof PreviousSchema>;

/** Table id, then column, then its type in the engine's words. */
const columns = z.record(z.string(), z.record(z.string(), z.string()));

/** `run.json`: one validation for programs. The version rises when a field changes its meaning or goes. */
export const RunRecordSchema = z.strictObject({
  schemaVersion: z.literal(1),
  run: z.string(),
  tool: z.string(),
  environment: z.string(),
  warehouse: z.string(),
  asOf: z.iso.datetime(),
  policy: z.enum(["annotate", "expected"]),
  configHash: z.string(),
  range: z.strictObject({ first: z.iso.date(), last: z.iso.date() }),
  gameDates: counts,
  training: z.enum(TRAINING_STATES),
  averageScore: z.number().nullable(),
  averageBounds: bounds,
  /** The mean of the scores as a CSV gives them, not capped. */
  reportedAverage: z.number().optional(),
  bands: z.strictObject({ excellent: counts, good: counts, fair: counts, poor: counts }),
  completionPct: z.number().nullable(),
  cells: z.record(z.enum(CELL_STATES), counts),
  unread: z.array(z.strictObject({ table: z.string(), cells: counts, error: z.string() })),
  findings: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(FINDING_KINDS),
      subject: z.string(),
      priority: z.enum(PRIORITIES),
      title: z.string(),
      games: counts,
      dates,
      runs: z.array(z.strictObject({ first: z.iso.date(), last: z.iso.date(), dates: counts })),
    }),
  ),
  criteria: z.array(
    z.strictObject({
      id: z.string(),
      measured: z.number().nullable(),
      verdict: z.enum(VERDICTS),
    }),
  ),
  diagnoses: z.array(
    z.strictObject({
      cause: z.enum(CAUSE_KINDS),
      finding: z.string(),
      first: z.iso.date(),
      last: z.iso.date(),
      dates: counts,
      tables: z.array(z.string()),
      evidence: z.array(z.string()),
    }),
  ),
  /** What the gate says of this validation, by what is required; records of earlier versions have none. */
  gate: z
    .strictObject({
      state: z.string(),
      reasons: z.strictObject({
        unblocked: z.array(z.string()),
        ready: z.array(z.string()),
        complete: z.array(z.string()),
      }),
      short: z.array(z.string()),
    })
    .optional(),
  recent,
  /** The tables' columns, and those that were seen before and are gone; records of earlier versions have none. */
  columns: z.strictObject({ seen: columns, missed: columns }).optional(),
  /** When the schedule was due that started the run, and when it ran; only of a run that a schedule started. */
  schedule: z.strictObject({ dueAt: z.iso.datetime(), ranAt: z.iso.datetime() }).optional(),
  /** What the look has cost, where the engine bills. */
  cost: CostSchema.optional(),
  /** How much was counted anew, and what the rest is from; not given where everything always is. */
  counted: CountedSchema.optional(),
  /** The newest repairs that are recorded in the same folder, where there are any. */
  repairs: z.array(z.string()).optional(),
  /** The run before it in the same folder, where there was one. */
  previous: PreviousSchema.optional(),
});
export type RunRecord = z.infer<typeof RunRecordSchema>;

export function runRecord(assessment: Assessment, provenance: Provenance): RunRecord {
  const { grid } = assessment;
  return {
    schemaVersion: 1,
    run: provenance.runId,
    tool: provenance.toolVersion,
    environment: grid.environment,
    warehouse: provenance.warehouse,
    asOf: grid.asOf.toISOString(),
    policy: grid.policy,
    configHash: provenance.configHash,
    range: { first: grid.range.first, last: grid.range.last },
    gameDates: listedDays(grid.days).length,
    training: assessment.training,
    averageScore: assessment.average === null ? null : roundScore(assessment.average),
    ...averagesBeside(assessment),
    bands: { ...assessment.bands },
    completionPct: assessment.completionPct === null ? null : roundScore(assessment.completionPct),
    cells: cellCounts(assessment),
    unread: assessment.unread.map((table) => ({ ...table })),
    findings: assessment.findings.map(
      ({ id, kind, subject, priority, title, games, dates: on, runs }) => ({
        id,
        kind,
        subject,
        priority,
        title,
        games,
        dates: [...on],
        runs: runs.map(({ first, last, dates: run }) => ({ first, last, dates: run.length })),
      }),
    ),
    criteria: assessment.ceilings.criteria.map(({ criterion, measured, verdict }) => ({
      id: criterion.id,
      measured: measured === null ? null : roundScore(measured),
      verdict,
    })),
    diagnoses: assessment.diagnoses.map(({ cause, finding, run, tables, evidence }) => ({
      cause,
      finding: finding.id,
      first: run.first,
      last: run.last,
      dates: run.dates.length,
      tables: [...tables],
      evidence: [...evidence],
    })),
    gate: gateRecord(assessment),
    recent: recentDates(grid),
    ...scheduleOf(provenance),
    ...(provenance.counted === undefined ? {} : { counted: provenance.counted }),
    ...(grid.columnsRead === undefined
      ? {}
      : {
          columns: {
            seen: columnsOf(grid.columnsRead.seen),
            missed: columnsOf(grid.columnsRead.missed),
          },
        }),
  };
}

function scheduleOf({ dueAt = null, lookedAt }: Provenance): Pick<RunRecord, "schedule"> {
  if (dueAt === null || lookedAt === undefined) return {};
  return { schedule: { dueAt: dueAt.toISOString(), ranAt: lookedAt.toISOString() } };
}

function gateRecord(assessment: Assessment): NonNullable<RunRecord["gate"]> {
  const [unblocked, ready, complete] = GATE_REQUIREMENTS.map((one) =>
    judgeGate(assessment, one, []),
  ) as [GateVerdict, GateVerdict, GateVerdict];
  return {
    state: ready.state,
    reasons: {
      unblocked: [...unblocked.reasons],
      ready: [...ready.reasons],
      complete: [...complete.reasons],
    },
    short: [...ready.short],
  };
}

function averagesBeside(assessment: Assessment) {
  const bounds = boundedAverage(assessment.scores);
  const reported = reportedAverage(assessment.grid);
  return {
    ...(bounds === null || isCertain(bounds)
      ? {}
      : { averageBounds: { low: roundScore(bounds.low), high: roundScore(bounds.high) } }),
    ...(reported === null ? {} : { reportedAverage: roundScore(reported.value) }),
  };
}
const columnsOf = (tables: SeenColumns) =>
  Object.fromEntries(Object.entries(tables).map(([id, types]) => [id, { ...types }]));

function cellCounts({ grid }: Assessment): Record<CellState, number> {
  const totals = Object.fromEntries(CELL_STATES.map((state) => [state, 0])) as Record<
    CellState,
    number
  >;
  for (const column of grid.columns.values()) for (const { state } of column) totals[state] += 1;
  return totals;
}
