import { type Field, quotedName, textLiteral, typeName } from "../client/values.ts";

/** Types that a cast to rounds or cuts without a word. */
const WHOLE = new Set(["INT64", "DATE", "BOOL"]);
/** From these a cast that does not fit is an error of its own. */
const TEXT = new Set(["STRING", "BYTES"]);

/**
 * A new row's value as its column takes it. BigQuery puts no FLOAT64 into NUMERIC or INT64 unless it is cast. A value
 * that a whole column would round ends the statement; the decimals of a NUMERIC are rounded to its scale, as BigQuery
 * itself does.
 */
export function insertedSql(target: Field, own: Field): string {
  const value = quotedName(own.name);
  if (isOtherShape(target, own) || target.fields !== undefined) return value;
  if (target.mode !== "REPEATED") return castSql(target, own, value);
  const item = castSql(target, own, "item");
  return item === "item"
    ? value
    : `ARRAY(SELECT ${item} FROM UNNEST(${value}) AS item WITH OFFSET AS nth ORDER BY nth)`;
}

/** No cast makes a list of a value, or a record of either. */
export const isOtherShape = (target: Field, own: Field): boolean =>
  (target.mode === "REPEATED") !== (own.mode === "REPEATED") || isRecord(target) !== isRecord(own);

const isRecord = ({ type }: Field): boolean => type === "RECORD" || type === "STRUCT";

function castSql(target: Field, own: Field, value: string): string {
  const [type, from] = [typeName(target.type), typeName(own.type)];
  if (isRecord(target)) return value;
  const cast = type === from ? value : castTo(type, from, value);
  const scaled = isDecimal(type) && target.precision !== undefined;
  if (scaled) {
    const rounded = `ROUND(${cast}, ${Number(target.scale ?? 0)})`;
    // What fits goes as it is, to the last digit.
    return type === from ? `IF(${value} = ${rounded}, ${value}, ${rounded})` : rounded;
  }
  if (type === from || !WHOLE.has(type) || TEXT.has(from)) return cast;
  const refused = `CONCAT(${textLiteral(`column "${target.name}" (${type}) would not keep all of `)}, CAST(${value} AS STRING))`;
  return `IF(${value} IS NULL OR CAST(${cast} AS ${from}) = ${value}, ${cast}, ERROR(${refused}))`;
}

const isDecimal = (type: string): boolean => type === "NUMERIC" || type === "BIGNUMERIC";

const castTo = (type: string, from: string, value: string): string =>
  type === "JSON" && from === "STRING" ? `PARSE_JSON(${value})` : `CAST(${value} AS ${type})`;
