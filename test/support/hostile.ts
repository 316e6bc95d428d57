import fc from "fast-check";

/** Text that tries to end a cell, a row, a code span or a block, to call somebody, to refer, to link or to be HTML. */
const PIECES = [
  ...["|", "\\", "`", "``", "```", "````", "~~~", "\n", "\r\n", "\u2028", "\t", " ", "'", '"'],
  ...[
    "@all",
    "#17",
    "GH-17",
    "acme/ops#5",
    "<b>",
    "</details>",
    "<!-- notes -->",
    "<!-- /notes -->",
  ],
  ...["](https://x.test)", "![i](x)", "https://x.test", "www.x.test", "-->", "\u0000", "🏀"],
  ...["---", "# Heading", "- item", "1. item", "> quote", "**", "a", "fixes"],
];

export const hostile: fc.Arbitrary<string> = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ maxLength: 5 })), { maxLength: 30 })
  .map((parts) => `@all${parts.join("")}`);

/**
 * A markdown text without its fenced blocks: nothing in those is read as markdown. Throws for one that does not end. A line
 * that has backticks after its opening ones begins a code span and no block (CommonMark, "info string").
 */
export function outsideFences(markdown: string): string {
  const kept: string[] = [];
  let fence: string | undefined;
  for (const line of markdown.split("\n")) {
    const marks = /^ {0,3}(`{3,})[^`]*$/.exec(line)?.[1];
    if (fence === undefined && marks !== undefined) fence = marks;
    else if (fence === undefined) kept.push(line);
    else if (new RegExp(`^ {0,3}\`{${fence.length},} *$`).test(line)) fence = undefined;
  }
  if (fence !== undefined) throw new Error("A fenced block does not end.");
  return kept.join("\n");
}
