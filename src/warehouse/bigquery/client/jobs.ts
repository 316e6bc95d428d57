import { setTimeout as sleep } from "node:timers/promises";
import { AdvisedError, withRetries } from "../../retry.ts";
import { RefusedWriteError, type Row } from "../../warehouse.ts";
import { Anything, JobAnswer, RowsAnswer } from "./answers.ts";
import { ChangedError, saysChanged } from "./changed.ts";
import { classified, isDenied, isDuplicate, isNotFound, judge } from "./errors.ts";
import {
  cancelCall,
  type Engine,
  insertCall,
  type JobSpec,
  jobCall,
  rowsCall,
} from "./requests.ts";
import { ApiFailure } from "./rest.ts";
import { type Field, plainRow } from "./values.ts";

const PAGE_ROWS = 10_000;
const MAX_POLL_MS = 5_000;
const CANCEL_GRACE_MS = 30_000;
const PARK_UNSURE_MS = 10 * 60_000;
/** A failed job had no effect, so it is run again under the next of these names. */
const MAX_IDS = 80;
/** So often a job waits for others that change its table: with the waits of `DEFAULT_RETRY` about 20 minutes. */
const MAX_CONFLICTS = 25;

/** A request that may be repeated as it is. Throws the port's errors. */
export async function repeatable<T>(engine: Engine, ask: () => Promise<T>): Promise<T> {
  return withRetries(
    () =>
      ask().catch((failure: unknown) => {
        throw classified(failure, engine.now());
      }),
    engine.retry,
    engine.signal,
  );
}

/** Runs a job to its end and returns the id under which it succeeded. */
export async function runJob(engine: Engine, spec: JobSpec): Promise<string> {
  let number = 0;
  let conflicts = 0;
  const next = () => {
    number += 1;
    if (number >= MAX_IDS) throw new Error(`Job ${spec.id} has failed ${MAX_IDS} times.`);
  };
  return withRetries(
    async () => {
      for (;;) {
        const id = number === 0 ? spec.id : `${spec.id}-r${number}`;
        try {
          const { adopted, answer } = await insert(engine, spec, id);
          if (spec.work.kind === "query") engine.meter.begun(id);
          const done = await ended(engine, id, answer);
          const failure = failureOf(done, adopted);
          if (failure === null && adopted && spec.work.kind === "query") await confirm(engine, id);
          if (failure === null && spec.sees === "all") guardSight(spec, done);
          if (failure === null) return id;
          throw failure;
        } catch (failure) {
          if (!(failure instanceof ApiFailure)) throw failure;
          // It may have been carried out, and nobody has said what it cost.
          if (failure.status === null && spec.work.kind === "query") engine.meter.begun(id);
          if (failure instanceof AdoptedFailure) {
            next();
            continue;
          }
          if (saysChanged(failure.message)) throw new ChangedError(failure.message);
          const judged = judge(failure, engine.now());
          if (judged.newJob) next();
          if (judged.conflict === true && conflicts < MAX_CONFLICTS) {
            conflicts += 1;
            await sleep(conflictWaitMs(engine, conflicts), undefined, { signal: engine.signal });
            continue;
          }
          throw classified(failure, engine.now());
        }
      }
    },
    engine.retry,
    engine.signal,
  );
}

/** Doubles, and differs from what the others wait, who would else meet again. */
function conflictWaitMs({ retry }: Engine, conflicts: number): number {
  const longest = Math.min(retry.minWaitMs * 2 ** conflicts, 2 * retry.maxWaitMs);
  return longest * (0.25 + Math.random() * 0.75);
}

/** Rows that were withheld would be lost by a replacement, and masked values kept in place of the real ones. */
function guardSight({ labels }: JobSpec, { statistics }: JobAnswer): void {
  const isFiltered = statistics?.rowLevelSecurityStatistics?.rowLevelSecurityApplied === true;
  const isMasked = statistics?.dataMaskingStatistics?.dataMaskingApplied === true;
  if (!isFiltered && !isMasked) return;
  const what = isFiltered ? "row-level security withholds rows" : "masked columns withhold values";
  throw new RefusedWriteError(
    `A table that is to be written is not seen as it is: ${what} from this identity (job ${labels["kind"]}). Nothing was changed. Grant it the right to see everything, or have its owner write the table`,
  );
}

/** A job of an earlier attempt that did not succeed. */
class AdoptedFailure extends ApiFailure {}

async function insert(engine: Engine, spec: JobSpec, id: string) {
  try {
    return {
      adopted: false,
      answer: await engine.rest.call(insertCall(engine, spec, id), JobAnswer),
    };
  } catch (failure) {
    if (!(failure instanceof ApiFailure) || !isDuplicate(failure)) throw failure;
    return { adopted: true, answer: await existing(engine, id) };
  }
}

/** The job that an insert was refused for. Where there is none, nothing was accepted, and the insert may be sent again. */
async function existing(engine: Engine, id: string): Promise<JobAnswer> {
  try {
    return await lookUp(engine, id);
  } catch (error) {
    // Another identity asked for the same, and nobody but its owner is told what became of it. A change looks itself
    // whether its dates are still as they were, so it may be asked for once more.
    if (error instanceof Error && isDenied(error.cause))
      throw new AdoptedFailure(`Job ${id} is another identity's`, {
        status: 403,
        reason: "accessDenied",
      });
    if (!(error instanceof Error && isNotFound(error.cause))) throw error;
    throw new AdvisedError(
      `BigQuery says that job ${id} is there already, and does not find it`,
      { kind: "seconds" },
      { cause: error },
    );
  }
}

const lookUp = (engine: Engine, id: string): Promise<JobAnswer> =>
  repeatable(engine, () => engine.rest.call(jobCall(engine, id), JobAnswer));

/** The job when it is done. One that takes too long is cancelled, and what became of it is looked at once more. */
async function ended(engine: Engine, id: string, first: JobAnswer): Promise<JobAnswer> {
  const deadline = performance.now() + engine.jobDeadlineMs;
  let answer = first;
  let cancelledAt: number | null = null;
  for (
    let waitMs = 50;
    answer.status?.state !== "DONE";
    waitMs = Math.min(waitMs * 2, MAX_POLL_MS)
  ) {
    // Only an insert is answered without a status; the job itself can be asked for it at once.
    if (answer.status !== undefined || answer !== first)
      await sleep(waitMs, undefined, { signal: engine.signal });
    answer = await lookUp(engine, id);
    if (answer.status?.state === "DONE" || performance.now() < deadline) continue;
    if (cancelledAt === null) {
      cancelledAt = performance.now();
      await repeatable(engine, () => engine.rest.call(cancelCall(engine, id), Anything));
    } else if (performance.now() - cancelledAt > CANCEL_GRACE_MS)
      throw new AdvisedError(
        `Job ${id} runs longer than ${engine.jobDeadlineMs / 1000} s and does not end when it is cancelled`,
        { kind: "park", dueAt: new Date(engine.now().getTime() + PARK_UNSURE_MS) },
      );
  }
  engine.meter.ended(id, answer);
  if (cancelledAt !== null && answer.status.errorResult !== undefined)
    throw new AdvisedError(
      `Job ${id} was cancelled after ${engine.jobDeadlineMs / 1000} s; fewer dates at once take less`,
      { kind: "split" },
    );
  return answer;
}

function failureOf({ status }: JobAnswer, adopted: boolean): ApiFailure | null {
  const problem = status?.errorResult;
  if (problem === undefined) return null;
  const kind = { status: 400, reason: problem.reason };
  return adopted
    ? new AdoptedFailure(problem.message, kind)
    : new ApiFailure(problem.message, kind);
}

/** That an adopted job succeeded. The emulator forgets in its job what it still says of the results. */
async function confirm(engine: Engine, id: string): Promise<void> {
  try {
    await repeatable(engine, async () => {
      try {
        await engine.rest.call(rowsCall(engine, id, { maxResults: 0 }), RowsAnswer);
      } catch (failure) {
        if (failure instanceof ApiFailure && failure.status === 400)
          throw new AdoptedFailure(failure.message, { status: 400, reason: failure.reason });
        throw failure;
      }
    });
  } catch (error) {
    if (error instanceof Error && error.cause instanceof AdoptedFailure) throw error.cause;
    throw error;
  }
}

/** All rows of a finished query, page by page. Throws where fewer or more come than there are: an answer cut short is no small result. */
export async function rowsOfJob(engine: Engine, id: string): Promise<readonly Row[]> {
  const deadline = performance.now() + engine.jobDeadlineMs;
  const rows: Row[] = [];
  let pageToken: string | undefined;
  for (;;) {
    const page = { maxResults: PAGE_ROWS, ...(pageToken === undefined ? {} : { pageToken }) };
    const answer = await repeatable(engine, () =>
      engine.rest.call(rowsCall(engine, id, page), RowsAnswer),
    );
    if (!answer.jobComplete) {
      // It waited as long as one answer may take; one that did not wait is not asked again at once.
      if (performance.now() > deadline)
        throw incomplete(`The rows of job ${id} have not come within ${engine.jobDeadlineMs} ms`);
      await sleep(50, undefined, { signal: engine.signal });
      continue;
    }
    const fields: readonly Field[] = answer.schema?.fields ?? [];
    for (const { f } of answer.rows ?? []) {
      if (f.length !== fields.length)
        throw incomplete(`Job ${id} has ${fields.length} columns, and ${f.length} of them came`);
      rows.push(plainRow(fields, f));
    }
    const { totalRows = rows.length } = answer;
    pageToken = answer.pageToken;
    if (pageToken !== undefined && rows.length <= totalRows) continue;
    // A short day published as a complete one is what this protects from.
    if (totalRows !== rows.length)
      throw incomplete(`Job ${id} has ${totalRows} rows, and ${rows.length} of them came`);
    return rows;
  }
}

const incomplete = (message: string) => new AdvisedError(message, { kind: "seconds" });
