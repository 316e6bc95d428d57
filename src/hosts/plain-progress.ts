import { stripVTControlCharacters } from "node:util";
import type { Progress } from "../jobs/progress.ts";

/** One line an event, for logs and pipes. */
export function plainProgress(write: (line: string) => void): Progress {
  return (event) => {
    if (event.kind === "start") write(`${event.title}...`);
    else if (event.kind === "step") write(`  ${event.done}/${event.total} ${event.label}`);
    else if (event.kind === "note") write(printable(event.message));
  };
}

/** Errors come from outside too: none may move the cursor or colour the rest. */
export const printable = (text: string): string => stripVTControlCharacters(text);
