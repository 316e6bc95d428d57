/** The same lines with the first that is like it changed; throws where no line is like it. */
export function changedIn(
  lines: readonly string[],
  like: RegExp,
  to: (line: string) => string | string[],
): string[] {
  const at = lines.findIndex((line) => like.test(line));
  if (at < 0) throw new Error(`No line is like ${like}.`);
  return lines.toSpliced(at, 1, ...[to(lines[at] as string)].flat());
}

/** One more, or `by` more, in the column after the minutes, counted from 0. */
export function bumped(line: string, column: number, by = 1): string {
  const [head = "", numbers = ""] = line.split(/(?<=\d+:\d\d) /);
  const values = numbers.split(" ").map(Number);
  return `${head} ${values.with(column, (values[column] as number) + by).join(" ")}`;
}
