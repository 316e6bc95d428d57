/** The tables of a GitHub markdown text: rows of cells, split as GitHub splits them, before anything else is read. */
export function tablesOf(markdown: string): string[][][] {
  const tables: string[][][] = [];
  let current: string[][] | undefined;
  for (const line of markdown.split("\n")) {
    if (!line.startsWith("|")) current = undefined;
    else if (current === undefined) {
      current = [cellsOf(line)];
      tables.push(current);
    } else current.push(cellsOf(line));
  }
  return tables;
}

/** The cells of one row; a pipe after an odd number of backslashes is text. */
function cellsOf(line: string): string[] {
  const cells: string[] = [];
  let cell = "";
  for (let at = 0; at < line.length; at += 1) {
    if (line[at] === "\\" && at + 1 < line.length) {
      cell += line.slice(at, at + 2);
      at += 1;
    } else if (line[at] === "|") {
      cells.push(cell.trim());
      cell = "";
    } else cell += line[at];
  }
  // Nothing stands before the first pipe and nothing after the last.
  return [...cells.slice(1), ...(cell.trim() === "" ? [] : [cell.trim()])];
}

/** The text without its code spans: what GitHub looks through for mentions, references, links and HTML. */
export function outsideCode(markdown: string): string {
  return markdown
    .split("\n")
    .flatMap((line) => (line.startsWith("|") ? cellsOf(line) : [line]))
    .map(withoutSpans)
    .join("\n");
}

/** A span ends at the next run of exactly as many backticks as it began with; without one, the run is text. */
function withoutSpans(text: string): string {
  const parts = text.split(/(`+)/);
  let outside = "";
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at] ?? "";
    const end = /^`+$/.test(part) ? parts.indexOf(part, at + 1) : -1;
    if (end === -1) outside += part;
    else at = end;
  }
  return outside;
}
