import { visible } from "../../text/visible.ts";

/** Text from outside on one line of a terminal: nothing in it moves the cursor, colours, or begins a line of its own. */
export function oneLine(text: string, limit = 400): string {
  const flat = visible(text)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out here.
    .replace(/\u001b\[[0-9;?]*[A-Za-z]/g, "")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: see above
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ")
    .trim();
  return flat.length > limit
    ? `${flat.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "")}…`
    : flat;
}
