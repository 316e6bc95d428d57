import type { TableConfig } from "../../pipeline/schema.ts";
import { AdvisedError } from "../../warehouse/retry.ts";
import type { Row } from "../../warehouse/warehouse.ts";

const MOST_NAMED = 5;

/** Refuses rows of which two have the same declared key, or one has none: a row would be counted twice, or another is lost. */
export function refuseTwice({ id, keys = [] }: TableConfig, rows: readonly Row[]): void {
  if (keys.length === 0) return;
  const keyOf = (row: Row) => JSON.stringify(keys.map((name) => row[name]));
  const without = rows.filter((row) => keys.some((name) => row[name] === null));
  // A column that no row has is the table's own affair: its default, or a value that the engine computes.
  const whole = rows.filter((row) => keys.every((name) => row[name] != null));
  const twice = [...Map.groupBy(whole, keyOf).values()].filter((own) => own.length > 1);
  const faults = [
    ...twice.map((own) => `${textOf(keys, own[0] as Row)} is there ${own.length} times`),
    ...without.map((row) => `a row has no whole key: ${textOf(keys, row)}`),
  ];
  if (faults.length === 0) return;
  const more = faults.length > MOST_NAMED ? `; and ${faults.length - MOST_NAMED} more` : "";
  throw new AdvisedError(
    `The rows for ${id} break its keys (${keys.join(", ")}): ${faults.slice(0, MOST_NAMED).join("; ")}${more}. Nothing was written`,
    { kind: "never" },
  );
}

const textOf = (keys: readonly string[], row: Row): string =>
  keys.map((name) => `${name} ${row[name] ?? "NULL"}`).join(", ");
