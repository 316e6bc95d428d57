/** A command line or a query that a text prints, with the words that say what must come of it. */
export type Printed = {
  /** The titles that it stands under, outermost first. */
  readonly under: readonly string[];
  readonly kind: "sh" | "sql";
  readonly text: string;
  /** The paragraph before its block, or the line around its code span. */
  readonly says: string;
  /** The comment above it within its block. */
  readonly comment: string;
};

/** Programs that a person's shell may be asked to start. */
const PROGRAM = /^(npm|duckdb|gcloud|gh|node|git|export) /;

/** Everything in a markdown text that somebody is to type, in the printed order. */
export function printedIn(markdown: string): Printed[] {
  const printed: Printed[] = [];
  const under: string[] = [];
  let paragraph: string[] = [];
  let block: { readonly language: string; readonly marks: string; lines: string[] } | null = null;
  for (const line of markdown.split("\n")) {
    const fence = /^\s*(`{3,})(\w*)$/.exec(line);
    if (block !== null) {
      if (fence?.[1] !== block.marks) {
        block.lines.push(line);
        continue;
      }
      const says = paragraph.join(" ");
      printed.push(
        ...inBlock(block.language, block.lines).map((one) => ({ ...one, under: [...under], says })),
      );
      block = null;
      continue;
    }
    if (fence !== null) {
      block = { language: fence[2] ?? "", marks: fence[1] ?? "", lines: [] };
      continue;
    }
    const heading = /^(#{1,6}) (.*)$/.exec(line);
    if (heading !== null) {
      under.length = (heading[1] ?? "").length - 1;
      under.push(heading[2] ?? "");
    }
    // A section that has nothing to say is one line.
    const nothing = /^\*\*([^*]+):\*\* /.exec(line)?.[1];
    if (nothing !== undefined && under.length > 1) under.splice(1, under.length, nothing);
    if (line.trim() === "") continue;
    // Below a block, or after an empty line, begins what is said of the next one.
    paragraph = [line.trim()];
    for (const [, text = ""] of line.matchAll(/`([^`]+)`/g))
      if (PROGRAM.test(text))
        printed.push({ under: [...under], kind: "sh", text, says: line.trim(), comment: "" });
  }
  return printed;
}

function inBlock(language: string, lines: readonly string[]) {
  if (language === "sql") return [{ kind: "sql" as const, text: lines.join("\n"), comment: "" }];
  if (language !== "sh") return [];
  let comment = "";
  return lines.flatMap((line) => {
    const text = line.trim();
    if (text.startsWith("#")) {
      comment = text.slice(1).trim();
      return [];
    }
    return text === "" ? [] : [{ kind: "sh" as const, text, comment }];
  });
}

/** The words of a line of this tool, as a shell splits it: blanks between words, single quotes around blanks, a backslash before a single quote. */
export const wordsOf = (line: string): string[] =>
  (line.slice("npm run ops -- ".length).match(/(?:\\.|[^\s'\\]|'[^']*')+/g) ?? []).map((word) =>
    word.replace(
      /'([^']*)'|\\(.)/g,
      (_, quoted: string | undefined, escaped: string | undefined) => quoted ?? escaped ?? "",
    ),
  );
