import { readFile } from "node:fs/promises";
import type { OpenRun } from "../../backfill/run/watch.ts";
import { idOf } from "../../certificate/record.ts";
import { UserError } from "../../errors.ts";
import { assess } from "../../findings/assess/assess.ts";
import { type GateRequirement, type GateVerdict, judgeGate } from "../../findings/assess/gate.ts";
import { declaredRange } from "../../pipeline/rules.ts";
import { RunRecordSchema } from "../../records/run-record.ts";
import { certificateLine } from "../../render/certificate/certificate.ts";
import {
  certifiedTables,
  lookToCertify,
  writeCertificate,
  writeSoundDates,
} from "../certificate/issue.ts";
import { observe } from "../observe/observe.ts";
import { columnsSeenIn } from "../reports/columns-seen.ts";
import { readLedgerOf } from "../shared/ledger.ts";
import { judgedAt, loadPipeline } from "../shared/open.ts";
import { openRuns } from "../shared/open-runs.ts";
import type { Progress } from "../shared/progress.ts";
import { type ObserveRequest, withWarehouse } from "./run-validate.ts";

export type GateRequest = ObserveRequest & {
  readonly require: GateRequirement;
  readonly tables: readonly string[];
  /** The folder of the reports: columns that the latest validation there saw, and that are gone, stop training. */
  readonly out: string;
  /** Written where the gate passes. */
  readonly certificate?: string | undefined;
  readonly datesOut?: string | undefined;
};

type EvidenceRequest = {
  readonly environment: string;
  /** The pipeline's file. */
  readonly pipeline: string;
  readonly require: GateRequirement;
  readonly maxAgeHours: number;
  readonly asOf?: Date | undefined;
  readonly now?: (() => Date) | undefined;
};

/** By `evidence` where it is given, else by reading live. */
export async function gate(
  request: GateRequest & { readonly evidence?: string | undefined; readonly maxAge: number },
  progress: Progress,
): Promise<GateVerdict> {
  const { evidence, maxAge, environment, require, ...look } = request;
  if (evidence === undefined) return gateLive({ ...look, environment, require }, progress);
  if (look.tables.length > 0 || look.start !== undefined || look.end !== undefined)
    throw new UserError(
      "evidence is judged as it was made; start, end and tables need a live look, without it.",
    );
  if (look.certificate !== undefined || look.datesOut !== undefined)
    throw new UserError(
      "a certificate and the list of dates are of a live look; leave evidence out.",
    );
  const { pipeline } = look;
  return gateByEvidence(evidence, {
    environment,
    pipeline,
    require,
    maxAgeHours: maxAge,
    asOf: look.asOf,
    now: look.now,
  });
}

/** Reads live, and asks the ledger for runs that have not come to their end. */
const gateLive = (request: GateRequest, progress: Progress): Promise<GateVerdict> =>
  withWarehouse(
    { ...request, asked: { tables: request.tables } },
    progress,
    async (input, warehouse) => {
      const columnsBefore = await columnsSeenIn(request.out, request.environment);
      const where = { ...input, root: input.root ?? ".", asked: request.tables };
      const ledger = request.certificate === undefined ? undefined : await readLedgerOf(warehouse);
      const certified =
        ledger === undefined
          ? undefined
          : await lookToCertify(warehouse, where, ledger, (request.now ?? clock)());
      const assessment = assess(
        await observe({ ...input, columnsBefore }, warehouse, progress, ledger),
      );
      const judged = judgeGate(assessment, request.require, request.tables);
      const open = (await openRuns(warehouse, assessment.grid)).map(words);
      const verdict =
        open.length === 0
          ? judged
          : { ...judged, passes: false, reasons: [...judged.reasons, ...open] };
      if (request.datesOut !== undefined)
        await writeSoundDates(request.datesOut, assessment, where);
      const { certificate: file, require, out } = request;
      if (file === undefined || certified === undefined || !verdict.passes) return verdict;
      const certificate = await writeCertificate(file, assessment, verdict, certified, {
        ...{ require, asked: request.tables, warehouse: warehouse.label, out },
      });
      return {
        ...verdict,
        certificate: {
          id: idOf(certificate),
          ...{ file, line: certificateLine(certificate, file) },
        },
      };
    },
    request.certificate === undefined
      ? {}
      : {
          whole: (pipeline, environment) =>
            certifiedTables({ pipeline, environment, asked: request.tables }),
        },
  );

const clock = () => new Date();

const words = ({ run, endedAt, parkedCells }: OpenRun): string =>
  endedAt === null
    ? `run ${run} is running, or was cut off: backfill --resume ${run}`
    : `run ${run} has ${parkedCells} parked cells: backfill --resume ${run}`;

/** Judges by a validation's run.json, refusing one of another environment, of a part of the declared range, or older than `maxAgeHours` at `now`. */
async function gateByEvidence(
  file: string,
  { environment, pipeline: declaration, require, maxAgeHours, asOf: asked, now }: EvidenceRequest,
): Promise<GateVerdict> {
  const record = RunRecordSchema.safeParse(await readJson(file));
  if (!record.success)
    throw new UserError(`${file} is not a run.json of this version; validate again.`);
  const { asOf, training, range, gate: verdicts, unread, counted } = record.data;
  if (record.data.environment !== environment)
    throw new UserError(
      `${file} is of environment ${record.data.environment}, and ${environment} is asked for.`,
    );
  if (verdicts === undefined)
    throw new UserError(`${file} was written by an earlier version; validate again.`);
  const pipeline = await loadPipeline(declaration);
  const declared = declaredRange(pipeline, new Date(asOf));
  const isPart = range.first > declared.first || range.last < declared.last;
  const at = judgedAt(pipeline, environment, {
    asOf: asked,
    ...(now === undefined ? {} : { now }),
  });
  const ageHours = (at.getTime() - Date.parse(asOf)) / 3_600_000;
  const reasons = [
    ...(ageHours > maxAgeHours || ageHours < 0
      ? [
          `the evidence is of ${asOf}, ${ageHours.toFixed(1)} hours from now; at most ${maxAgeHours} are accepted`,
        ]
      : []),
    ...(isPart
      ? [
          `the evidence is of ${range.first} to ${range.last}, a part of ${declared.first} to ${declared.last}: validate the whole declared range`,
        ]
      : []),
    ...(counted === undefined || counted.since === null
      ? []
      : [
          `the evidence takes part of its counts from ${counted.since}: validate again with --full`,
        ]),
    ...verdicts.reasons[require],
  ];
  return {
    passes: reasons.length === 0,
    training,
    state: verdicts.state,
    unknown: unread.length > 0,
    reasons,
    short: verdicts.short,
  };
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (cause) {
    throw new UserError(`The evidence ${file} cannot be read`, { cause });
  }
}
