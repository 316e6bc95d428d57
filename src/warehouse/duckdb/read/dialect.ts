/**
 * The one SQL text is GoogleSQL; DuckDB reads it after six lexical rewrites (backticked names, `@name` parameters,
 * FLOAT64, SAFE_CAST, the alias of UNNEST names its column, the fingerprint of a few columns is the engine's own hash of
 * them) and with the macros of `DUCKDB_PRELUDE`. Strings and comments are left alone.
 */
const TOKENS =
  /(?<text>'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.)*"|--[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)|(?<ticks>`[^`]*`)|FARM_FINGERPRINT\(TO_JSON_STRING\(STRUCT\((?<hashed>[^()]*)\)\)\)|UNNEST\(@(?<array>\w+)\) AS (?<column>\w+)|@(?<param>\w+)|\b(?<float>FLOAT64)\b|\b(?<safe>SAFE_CAST)\b/gi;

export type DuckDbSql = { readonly sql: string; readonly params: ReadonlySet<string> };

export function toDuckDb(googleSql: string): DuckDbSql {
  const params = new Set<string>();
  const sql = googleSql.replace(TOKENS, (whole: string, ...rest: unknown[]) => {
    const { text, ticks, hashed, array, column, param, float, safe } = rest.at(-1) as Record<
      string,
      string | undefined
    >;
    if (text !== undefined) return text.startsWith("#") ? text.replace("#", "--") : whole;
    if (ticks !== undefined) return quoteName(ticks.slice(1, -1));
    if (float !== undefined) return "DOUBLE";
    if (hashed !== undefined)
      return `hash(${hashed.replace(/`[^`]*`/g, (name) => quoteName(name.slice(1, -1)))})`;
    if (safe !== undefined) return "TRY_CAST";
    const name = (array ?? param) as string;
    params.add(name);
    return array === undefined ? `$${name}` : `UNNEST($${name}) AS unnested_${name}(${column})`;
  });
  return { sql, params };
}

/** `dataset.table` to "dataset"."table". */
function quoteName(name: string): string {
  return name
    .split(".")
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join(".");
}

/** What GoogleSQL has and DuckDB lacks or answers otherwise (its own COUNTIF of nothing but NULLs is NULL, not 0), defined for each connection. */
export const DUCKDB_PRELUDE = [
  "SET TimeZone = 'UTC'",
  "CREATE OR REPLACE TEMP MACRO safe_divide(a, b) AS CASE WHEN b = 0 THEN NULL ELSE a / b END",
  "CREATE OR REPLACE TEMP MACRO unix_date(d) AS CAST(d - DATE '1970-01-01' AS BIGINT)",
  "CREATE OR REPLACE TEMP MACRO countif(x) AS count(CASE WHEN x THEN 1 END)",
  "CREATE OR REPLACE TEMP MACRO logical_or(x) AS bool_or(x)",
  "CREATE OR REPLACE TEMP MACRO logical_and(x) AS bool_and(x)",
  "CREATE OR REPLACE TEMP MACRO div(a, b) AS a // b",
  "CREATE OR REPLACE TEMP MACRO to_json_string(x) AS CAST(to_json(x) AS VARCHAR)",
];
