import { exactText } from "../../exact.ts";
import { RefusedWriteError, type Row, type Value } from "../../warehouse.ts";
import { type Field, keepsOf } from "../client/values.ts";
import { sameName } from "../read/counts.ts";

/**
 * A row as a line of a load. What JSON has no exact number for goes as text, which the engine reads in the column's type.
 * Throws RefusedWriteError, with column and value, where the column would round it.
 */
export function loadLine(table: string, fields: readonly Field[], row: Row): string {
  const entries = Object.entries(row).map(([name, value]) => {
    const field = fields.find((one) => sameName(one, { name, type: "" }));
    const text = field === undefined ? null : exactText(keepsOf(field), value);
    if (text === undefined)
      throw new RefusedWriteError(
        `${table}: column "${name}" (${field?.type}) would not keep all of ${value}`,
      );
    return [name, jsonValue(value, text)] as const;
  });
  return JSON.stringify(Object.fromEntries(entries));
}

/** JSON has no NaN and no infinity: they would become null. */
const jsonValue = (value: Value, text: string | null): Value =>
  typeof value === "string" || (typeof value === "number" && !Number.isFinite(value))
    ? (text ?? String(value))
    : value;
