import { setTimeout as sleep } from "node:timers/promises";
import { errorMessage } from "../../errors.ts";
import type { IssueReader } from "../../github/issues/target.ts";
import { isWrittenBy } from "../../github/issues/target.ts";
import { type StopRequest, stopOf, type WorkflowAttempt } from "../../issues/state.ts";

/** Between two looks at the issue. */
const LOOK_MS = 30_000;

export type StopWatch = AsyncDisposable & {
  /** Set once somebody asks by /stop that the run ends, or the job is cancelled. */
  readonly signal: AbortSignal;
  /** Who asked; null while nobody has. */
  readonly request: () => StopRequest | null;
};

export type StopQuestion = {
  readonly issue: number;
  /** Who writes our issues. */
  readonly identity: string;
  readonly self: WorkflowAttempt;
};

/**
 * Looks whether somebody asks that this run ends: before anything is begun, and every half minute until it is disposed of.
 * An issue that cannot be read stops nothing, which is said once.
 */
export async function watchForStop(
  { issue, identity, self }: StopQuestion,
  reader: Pick<IssueReader, "readAgain">,
  cancelled: AbortSignal,
  say: (line: string) => void,
  everyMs = LOOK_MS,
): Promise<StopWatch> {
  const [stop, over] = [new AbortController(), new AbortController()];
  let asked: StopRequest | null = null;
  let isSaid = false;

  async function look(): Promise<void> {
    try {
      const found = await reader.readAgain(issue);
      if (found === null) return;
      if (!isWrittenBy(identity, found)) throw new Error(`issue #${issue} is not ours`);
      asked = stopOf(found.body, self);
    } catch (error) {
      if (isSaid) return;
      isSaid = true;
      say(
        `Whether somebody asks on issue #${issue} that this run ends cannot be read: ${errorMessage(error)}. It goes on, and asks again.`,
      );
      return;
    }
    if (asked === null) return;
    say(`${asked.by} asked at ${asked.at} that this run ends: nothing more is begun.`);
    stop.abort();
  }

  async function lookOn(): Promise<void> {
    const until = { signal: AbortSignal.any([over.signal, stop.signal, cancelled]), ref: false };
    while (!until.signal.aborted) {
      await sleep(everyMs, undefined, until).catch(() => undefined);
      if (!until.signal.aborted) await look();
    }
  }

  await look();
  const looking = lookOn();
  return {
    signal: AbortSignal.any([cancelled, stop.signal]),
    request: () => asked,
    async [Symbol.asyncDispose]() {
      over.abort();
      await looking;
    },
  };
}
