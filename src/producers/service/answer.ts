import { z } from "zod";
import { AdvisedError } from "../../warehouse/retry.ts";

/** What is read of a service's answer; it may say more. */
const Result = z
  .looseObject({
    processor: z.string(),
    status: z.string().optional(),
    success: z.boolean().optional(),
  })
  .refine(({ status, success }) => status !== undefined || success !== undefined, {
    error: "has neither status nor success",
  });
const Answer = z.looseObject({ results: z.array(Result) });

type Result = z.infer<typeof Result>;
type Outcome = "done" | "skipped" | "failed";

const STATUSES: ReadonlyMap<string, Outcome> = new Map([
  ...["success", "succeeded", "ok", "done", "completed", "complete"].map(
    (word) => [word, "done"] as const,
  ),
  ...["skipped", "skip"].map((word) => [word, "skipped"] as const),
  ...["failed", "failure", "error", "exception", "partial", "timeout"].map(
    (word) => [word, "failed"] as const,
  ),
]);

/** Keys under which services say why. */
const REASONS = ["reason", "skip_reason", "error", "error_message", "message", "detail"] as const;
const WARM_UP = /bootstrap|early[ _-]?season|warm[ _-]?up/i;
const MAX_SAID = 300;

/** Which answer this is: of which processor, for which date, and whether the warm-up's override was sent. */
export type Asked = {
  readonly what: string;
  readonly processor: string;
  readonly includeWarmUp: boolean;
  /** The keys that are sent to make it fill what it skips; none where nothing does. */
  readonly override: readonly string[];
};

/** An answer with one outcome, at its top. */
const OneAnswer = z
  .looseObject({ status: z.string().optional(), success: z.boolean().optional() })
  .refine(({ status, success }) => status !== undefined || success !== undefined, {
    error: "has neither status nor success",
  });

/** Ends where the answer says of itself that it was done; thrown otherwise, and never tried again. */
export function checkStatus(text: string, asked: Asked): void {
  const answer = OneAnswer.safeParse(parsed(text, asked.what));
  if (!answer.success)
    throw never(
      `${asked.what} answered what is no answer of a service: ${answer.error.issues[0]?.message}`,
    );
  checkResult({ ...answer.data, processor: asked.processor }, asked);
}

/** Ends where the answer says that the processor did the date; what is wrong with it otherwise is thrown, never tried again. */
export function checkAnswer(text: string, asked: Asked): void {
  const { what, processor } = asked;
  const answer = Answer.safeParse(parsed(text, what));
  if (!answer.success) {
    const [issue] = answer.error.issues;
    throw never(
      `${what} answered what is no answer of a service: ${[...(issue?.path ?? []), issue?.message].join(" ")}`,
    );
  }
  const own = answer.data.results.filter((result) => result.processor === processor);
  if (own.length === 0) {
    const others = answer.data.results.map((result) => result.processor).join(", ");
    throw never(
      `${what} said nothing of ${processor}; ${others === "" ? "it gave no results: it ignores a name that it does not know, so see processor in the pipeline" : `its results are of ${said(others)}`}`,
    );
  }
  for (const result of own) checkResult(result, asked);
}

function checkResult(result: Result, { what, processor, includeWarmUp, override }: Asked): void {
  const outcome = outcomeOf(result);
  if (outcome === "done") return;
  const why = reasonOf(result);
  if (outcome === null)
    throw never(
      `${what} answered with the status "${said(result.status ?? "")}", which is unknown`,
    );
  if (outcome === "failed") throw never(`${what} failed: ${why}`);
  if (!WARM_UP.test(`${result.status} ${why}`))
    throw never(`${what} was skipped by ${processor}: ${why}`);
  throw never(
    includeWarmUp
      ? `${what} was skipped by ${processor} although ${override.join(" and ") || "nothing"} was sent: ${why}`
      : `${what} was skipped by ${processor} on purpose (${why}). Calling it again is futile${override.length > 0 ? " without --include-warm-up" : ": nothing makes it fill these dates"}`,
  );
}

/** By `success` where that says no, else by the word of `status`; null for a word that nobody knows. */
function outcomeOf({ status, success }: Result): Outcome | null {
  const word = status?.toLowerCase();
  const byWord = word === undefined ? undefined : STATUSES.get(word.split(/[^a-z]/)[0] ?? word);
  if (byWord === "skipped") return "skipped";
  if (success === false) return "failed";
  return status === undefined ? "done" : (byWord ?? null);
}

function reasonOf(result: Result): string {
  const words = REASONS.map((key) => result[key]).filter((one) => typeof one === "string");
  return words.length === 0 ? "it gave no reason" : said(words.join("; "));
}

function parsed(text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw never(`${what} answered what is not JSON: ${said(text)}`);
  }
}

/** Somebody else's words on one line, without control characters, and not without end. */
export function said(text: string): string {
  const plain = text
    .slice(0, 4 * MAX_SAID)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, " ")
    .trim();
  return plain.length > MAX_SAID ? `${plain.slice(0, MAX_SAID)}...` : plain;
}

const never = (message: string) => new AdvisedError(message, { kind: "never" });
