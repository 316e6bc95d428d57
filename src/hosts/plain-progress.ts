import { stripVTControlCharacters } from "node:util";
import type { Progress } from "../jobs/shared/progress.ts";

/** One line an event, for logs and pipes. */
export function plainProgress(write: (line: string) => void): Progress {
  let steps = true;
  return (event) => {
    if (event.kind === "start") {
      steps = event.hasLines !== true;
      write(`${event.title}...`);
    } else if (event.kind === "step") {
      if (steps) write(`  ${event.done}/${event.total} ${event.label}`);
    } else if (event.kind === "note" || event.kind === "line") write(printable(event.message));
  };
}

/** Errors come from outside too: none may move the cursor or colour the rest. */
export const printable = (text: string): string => stripVTControlCharacters(text);
