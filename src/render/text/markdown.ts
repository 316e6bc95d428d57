import { markdownTable } from "markdown-table";
import { visible } from "../../text/visible.ts";

/**
 * Text from outside (an error, a name) as inline code: GitHub makes no mention, reference, link or HTML of it.
 * Line breaks become spaces, what begins or ends a comment of HTML is broken up; long text is cut at `limit` characters.
 */
export function quoted(text: string, limit = 300): string {
  const shown = visible(text);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out here.
  const flat = unmarked(shown.replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, " ").trim());
  if (flat === "") return "_empty_";
  // Half a character at the end would be written as a replacement mark.
  const start = flat.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "");
  const cut = flat.length > limit ? `${start}…` : flat;
  return inlineCode(cut);
}

/** Between as many backticks as no run of the text has; a space keeps one at its end from joining them. */
function inlineCode(text: string): string {
  const runs = new Set(text.match(/`+/g)?.map((run) => run.length));
  let marks = 1;
  while (runs.has(marks)) marks += 1;
  const [fence, pad] = ["`".repeat(marks), /^`|`$/.test(text) ? " " : ""];
  return fence + pad + text + pad + fence;
}

/** A link with words of our own making; nothing of its target may end it. */
export const link = (words: string, target: string): string =>
  `[${words}](${encodeURI(target).replace(/[()<>[\]]/g, (one) => `%${one.charCodeAt(0).toString(16)}`)})`;

/** Our own notes stand in comments of HTML: text from outside has none, not even in code. */
export const unmarked = (text: string): string =>
  text.replaceAll("<!--", "< !--").replaceAll("-->", "-- >");

/** A table whose cells are markdown of our own making; a pipe that is left in one is escaped. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return markdownTable([header, ...rows].map((cells) => cells.map(escapeCell)));
}

/** Pipes end a cell even inside code; line breaks end the row. */
export function escapeCell(text: string): string {
  return visible(text)
    .replace(/\r\n?|\n/g, " ")
    .replace(
      /(\\*)\|/g,
      (_, slashes: string) => `${slashes}${slashes.length % 2 === 0 ? "\\" : ""}|`,
    );
}
