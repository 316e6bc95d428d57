import { errorMessage, TableNotFoundError } from "../../../errors.ts";
import { AdvisedError } from "../../retry.ts";
import type { Judgement } from "./judgement.ts";
import { parkOf, streamedOf } from "./quota.ts";
import { ApiFailure } from "./rest.ts";

type Rule = {
  readonly reason?: RegExp;
  readonly message?: RegExp;
  readonly judge: (failure: ApiFailure, now: Date) => Judgement;
};

const seconds = (): Judgement => ({ advice: { kind: "seconds" }, newJob: false });
const again = (): Judgement => ({ advice: { kind: "seconds" }, newJob: true });
const conflict = (): Judgement => ({ ...again(), conflict: true });
const split = (): Judgement => ({ advice: { kind: "split" }, newJob: false });
/** A job that ended has failed (400); a request that failed with 5xx may have been carried out, so its job keeps its id. */
const byStatus = ({ status }: ApiFailure): Judgement => (status === 400 ? again() : seconds());
const never = (remedy?: string) => (): Judgement => ({
  advice: { kind: "never" },
  newJob: false,
  ...(remedy === undefined ? {} : { remedy }),
});

/** In order, the first that fits. By message before reason: conflicts arrive as invalidQuery, quotas as rate limits. */
const RULES: readonly Rule[] = [
  {
    message:
      /aborted due to concurrent update|could not serialize access|too many DML statements outstanding|dml jobs writing to a table/i,
    judge: conflict,
  },
  { message: /streaming buffer/i, judge: streamedOf },
  // The emulator says jobInternalError where BigQuery says invalidQuery.
  {
    message: /^failed to (parse|analyze|scan)|syntax error|unrecognized name|invalid_argument/i,
    judge: never(),
  },
  // Of `insertedSql`; the same rows would be refused again.
  { message: /would not keep all of/, judge: never() },
  // A job that BigQuery itself named: another of its servers has not heard of it yet.
  { message: /^not found: job|^job \S+ is not found/i, judge: seconds },
  {
    reason: /^stopped$/,
    message: /tim(ed|e) ?out/i,
    judge: split,
  },
  // Of a job; a request without an answer has no status.
  { reason: /^timeout$/, judge: ({ status }) => (status === null ? seconds() : split()) },
  {
    reason: /^stopped$/,
    judge: never("Somebody cancelled the job in BigQuery; ask them, then run this again."),
  },
  // Requests a second are counted as a quota, and some daily quotas answer as a rate.
  {
    reason: /^quotaExceeded$/,
    message: /api requests|per second|per 100 seconds/i,
    judge: seconds,
  },
  { reason: /^rateLimitExceeded$/, message: /per day|daily/i, judge: parkOf },
  { reason: /^quotaExceeded$/, judge: parkOf },
  { reason: /^(rateLimitExceeded|userRateLimitExceeded)$/, judge: seconds },
  {
    reason: /^(jobRateLimitExceeded|jobBackendError|jobInternalError)$/,
    judge: again,
  },
  // As an HTTP error, and as what a job ended with.
  { reason: /^(backendError|internalError|badGateway|tableUnavailable)$/, judge: byStatus },
  { reason: /^resourcesExceeded$/, judge: split },
  {
    reason: /^bytesBilledLimitExceeded$/,
    judge: never("Narrow the range, or raise the limit on bytes billed."),
  },
  // Whoever may see only the datasets that were granted is told the same of one that does not exist.
  {
    reason: /^accessDenied$/,
    message: /\bops\b|datasets\.create/,
    judge: never(
      "The dataset ops, where this tool keeps its books, does not exist, or is not granted to this identity. Somebody who may make datasets runs `npm run ops -- warehouse init` for this environment once, and grants ops (docs/how-to/bigquery.md lists the roles).",
    ),
  },
  {
    reason: /^accessDenied$/,
    judge: never("docs/how-to/bigquery.md lists the roles that each command needs."),
  },
  {
    reason: /^(invalidQuery|invalid|notFound|duplicate|responseTooLarge|notImplemented)$/,
    judge: never(),
  },
];

export function judge(failure: ApiFailure, now: Date): Judgement {
  const { status, reason, message } = failure;
  const rule = RULES.find(
    (one) => (one.reason?.test(reason) ?? true) && (one.message?.test(message) ?? true),
  );
  if (rule !== undefined) return rule.judge(failure, now);
  if (status === null || status === 408 || status === 429 || status >= 500) return seconds();
  if (status === 401)
    return never(
      "Sign in: gcloud auth application-default login, or google-github-actions/auth.",
    )();
  return never()();
}

/** The port's error for a failure: what is not there by name, the rest with its advice. */
export function classified(failure: unknown, now: Date): Error {
  if (!(failure instanceof ApiFailure))
    return failure instanceof Error ? failure : new Error(errorMessage(failure));
  const { message, reason } = failure;
  const missing = missingTable(message);
  if (missing !== null)
    return new TableNotFoundError(`Table ${missing} does not exist`, { cause: failure });
  const { advice, remedy } = judge(failure, now);
  const said = reason === "" || message.includes(reason) ? message : `${message} (${reason})`;
  return new AdvisedError(remedy === undefined ? said : `${said}. ${remedy}`, advice, {
    cause: failure,
  });
}

/** The table or dataset that an error says is not there. */
export function missingTable(message: string): string | null {
  const found = /Not found: (?:Table|Dataset) ([^\s;,]+)|table not found: ?`?([^\s;,`]*)/i.exec(
    message,
  );
  return found === null ? null : (found[1] ?? found[2] ?? "");
}

/** A job or table of this name is there already. The emulator has other words, and no 409, for it. */
export const isDuplicate = ({ status, reason, message }: ApiFailure): boolean =>
  status === 409 || reason === "duplicate" || /is already created/.test(message);

export const isDenied = (failure: unknown): boolean =>
  failure instanceof ApiFailure && failure.status === 403 && failure.reason === "accessDenied";

export const isNotFound = (failure: unknown): boolean =>
  failure instanceof ApiFailure && failure.status === 404;
