import { once } from "node:events";
import { createInterface } from "node:readline";
import { InterruptedError } from "../errors.ts";
import { printable } from "./plain-progress.ts";

/** Asks a person; anything but y or yes is a no, and so is the end of the input. Throws an InterruptedError on Ctrl-C. */
export type Confirm = (question: string) => Promise<boolean>;

/** Undefined where nobody can answer: no terminal on both sides. The question goes to `output`. */
export function confirmOn(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  signal: AbortSignal,
): Confirm | undefined {
  if (!(input.isTTY && output.isTTY)) return undefined;
  return async (question) => {
    output.write(`${printable(question)} [y/N] `);
    // Without `terminal` the keyboard stays the terminal's own: Ctrl-C remains a signal.
    const lines = createInterface({ input, terminal: false });
    try {
      const answer = await Promise.race([
        once(lines, "line", { signal }).then(([line]) => String(line)),
        once(lines, "close", { signal }).then(() => ""),
      ]);
      return /^y(es)?$/i.test(answer.trim());
    } catch (error) {
      if (!signal.aborted) throw error;
      throw new InterruptedError("Interrupted before anything was changed.");
    } finally {
      lines.close();
    }
  };
}
