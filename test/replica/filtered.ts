/**
 * Names of tables in a statement that no condition on dates stands beside: BigQuery would read all of their partitions, or
 * refuse the statement where the table requires a filter. A condition counts where it stands in the same SELECT.
 */
export function unfiltered(sql: string, dateColumns: ReadonlyMap<string, string>): string[] {
  const plain = sql
    .replaceAll(/--[^\n]*/g, "")
    .replaceAll(/'(?:[^'\\]|\\.|'')*'/g, (text) =>
      /^'\d{4}-\d\d-\d\d'$/.test(text) ? text : "''",
    );
  return [...plain.matchAll(/`(\w+\.\w+)`/g)].flatMap((found) => {
    const name = found[1] as string;
    const column = dateColumns.get(name);
    if (column === undefined) return [];
    const rest = restOfSelect(plain.slice(found.index + found[0].length));
    const where = /\bWHERE\b([\s\S]*)/i.exec(rest)?.[1] ?? "";
    const isFiltered = new RegExp(
      `(?<!\\w)\`?${column}\`?\\s*(?:BETWEEN|IN|=|<|>|IS NULL|>=|<=)\\s*(?:@|DATE|\\(|$|\\s)`,
      "i",
    ).test(where);
    return isFiltered ? [] : [name];
  });
}

/** Up to the bracket that closes the SELECT, or the next part of a union. */
function restOfSelect(sql: string): string {
  let depth = 0;
  for (let at = 0; at < sql.length; at += 1) {
    if (sql[at] === "(") depth += 1;
    if (sql[at] === ")") depth -= 1;
    if (depth < 0 || (depth === 0 && /^\bUNION\b/i.test(sql.slice(at)))) return sql.slice(0, at);
  }
  return sql;
}
