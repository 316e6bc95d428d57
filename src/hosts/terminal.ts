import { styleText } from "node:util";
import { describeError } from "../errors.ts";
import type { Progress } from "../jobs/shared/progress.ts";
import { plainProgress, printable } from "./plain-progress.ts";

/** A bar on a terminal; elsewhere one plain line an event. Written to stderr: stdout is the result's. */
export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY
    ? barProgress(stream)
    : plainProgress((line) => void stream.write(`${line}\n`));
}

const WIDTH = 24;
/** To the start of the line, and clear what stands there. */
const CLEAR = "\r\u001b[2K";

/**
 * One line that is written over. It only writes: a bar that reads the keyboard takes Ctrl-C for itself, and then nobody
 * finishes the statement in hand.
 */
function barProgress(stream: NodeJS.WriteStream): Progress {
  let line: string | null = null;
  const draw = (text: string) => {
    // A terminal that does not say how wide it is has 0 columns.
    line = [...printable(text)].slice(0, (stream.columns || 80) - 1).join("");
    stream.write(`${CLEAR}${line}`);
  };
  const end = (text: string) => {
    line = null;
    stream.write(`${CLEAR}${printable(text)}\n`);
  };
  return (event) => {
    switch (event.kind) {
      case "start":
        end(event.title);
        draw(barOf(0, event.total, ""));
        break;
      case "step":
        draw(barOf(event.done, event.total, event.label));
        break;
      case "end":
        line = null;
        stream.write(CLEAR);
        break;
      case "note": {
        const shown = line;
        end(event.message);
        if (shown !== null) draw(shown);
        break;
      }
    }
  };
}

/** Readable without colours: how much is done stands in figures too. */
function barOf(done: number, total: number, label: string): string {
  const full = total === 0 ? WIDTH : Math.round((WIDTH * Math.min(done, total)) / total);
  return `[${"#".repeat(full)}${"-".repeat(WIDTH - full)}] ${done}/${total} ${label}`;
}

export function printError(error: unknown, stream: NodeJS.WriteStream): void {
  const label = styleText("red", "error:", { stream });
  stream.write(`${label} ${printable(describeError(error))}\n`);
}

/** For programs: one line, whatever the error is. */
export function printJsonError(said: string, exitCode: number, stream: NodeJS.WriteStream): void {
  const message = printable(said).replace(/^error: /, "");
  stream.write(`${JSON.stringify({ error: { message, exitCode } })}\n`);
}
