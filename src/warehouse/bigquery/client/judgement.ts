import type { RetryAdvice } from "../../retry.ts";

/** What to make of a failed request or job. */
export type Judgement = {
  readonly advice: RetryAdvice;
  /** A job that failed like this keeps its id: trying again needs a new one. */
  readonly newJob: boolean;
  /** Somebody else changed the table at the same time, which passes when they have finished: minutes, not seconds. */
  readonly conflict?: boolean;
  /** What the reader can do, where it is not in the message. */
  readonly remedy?: string;
};
