import { styleText } from "node:util";
import { progress as progressBar } from "@clack/prompts";
import { describeError } from "../errors.ts";
import type { Progress } from "../jobs/progress.ts";
import { plainProgress, printable } from "./plain-progress.ts";

/** A bar on a terminal; elsewhere one plain line an event. Written to stderr: stdout is the result's. */
export function terminalProgress(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return plainProgress((line) => stream.write(`${line}\n`));
  let bar: ReturnType<typeof progressBar> | undefined;
  let shown = 0;
  return (event) => {
    switch (event.kind) {
      case "start":
        shown = 0;
        bar = progressBar({ max: event.total, output: stream });
        bar.start(event.title);
        break;
      case "step":
        bar?.advance(event.done - shown, event.label);
        shown = event.done;
        break;
      case "end":
        bar?.stop(event.title);
        bar = undefined;
        break;
      case "note":
        stream.write(`${printable(event.message)}\n`);
        break;
    }
  };
}

export function printError(error: unknown, stream: NodeJS.WriteStream): void {
  const label = styleText("red", "error:", { stream });
  stream.write(`${label} ${printable(describeError(error))}\n`);
}
