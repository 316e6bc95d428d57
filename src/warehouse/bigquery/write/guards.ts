import { AdvisedError } from "../../retry.ts";
import { RefusedWriteError, type ReplaceRequest, type Row } from "../../warehouse.ts";
import type { TableAnswer } from "../client/answers.ts";
import type { Field } from "../client/values.ts";
import { columnOf } from "../read/columns.ts";
import { type Counts, sameName } from "../read/counts.ts";
import { isOtherShape } from "../read/inserted.ts";
import type { Stage } from "./stage.ts";

/** What is known before anything changes. */
export type Looked = {
  readonly exists: boolean;
  readonly staged: Counts;
  readonly before: Counts;
  /** The newest ledger line of each claimed date. */
  readonly ledger: readonly Row[];
};

/** Before the transaction, because the engine finds out in the middle of it. */
export function guardColumns(
  { table, dateColumn }: ReplaceRequest,
  shape: readonly Field[],
  { fields }: Stage,
) {
  const strange = fields.filter((one) => !shape.some((field) => sameName(one, field)));
  if (strange.length > 0)
    throw new RefusedWriteError(
      `${table} has no column ${strange.map(({ name }) => name).join(", ")}, which the new rows have`,
    );
  for (const own of fields) {
    const target = shape.find((field) => sameName(own, field));
    if (target !== undefined && isOtherShape(target, own))
      throw new RefusedWriteError(
        `${table}: column "${target.name}" is ${columnOf(target).type}, and the new rows have ${columnOf(own).type} in it`,
      );
  }
  if (
    !fields.some((one) => sameName(one, { name: dateColumn, type: "DATE" }) && one.type === "DATE")
  )
    throw new RefusedWriteError(`${table}: the new rows have no date in ${dateColumn}`);
}

/** Refuses rows outside the claim, and rows that did not arrive. */
export function guardArrival(
  { table, dates }: ReplaceRequest,
  { staged }: Looked,
  { rowsSent }: Stage,
) {
  const claim = new Set<unknown>(dates);
  const outside = [...staged].filter(([date]) => !claim.has(date));
  if (outside.length > 0)
    throw new RefusedWriteError(
      `${table}: the new rows are not only of the claimed dates (${outside.map(([date, { rows }]) => `${rows} of ${date ?? "no date"}`).join(", ")})`,
    );
  const arrived = [...staged.values()].reduce((sum, { rows }) => sum + rows, 0);
  if (rowsSent !== null && arrived !== rowsSent)
    throw new AdvisedError(`${table}: ${arrived} of ${rowsSent} rows were loaded`, {
      kind: "seconds",
    });
}

/** BigQuery drops rows of a day that has expired, and says nothing: the write would be recorded, and be empty. */
export function guardRetention(
  { table, dateColumn }: ReplaceRequest,
  { staged }: Looked,
  { timePartitioning: partition }: TableAnswer,
  now: Date,
): void {
  const keepsMs = Number(partition?.expirationMs ?? 0);
  if (keepsMs <= 0 || partition?.field?.toLowerCase() !== dateColumn.toLowerCase()) return;
  const gone = [...staged.keys()].filter((date) => Date.parse(date) + keepsMs <= now.getTime());
  if (gone.length > 0)
    throw new RefusedWriteError(
      `${table} removes a date's rows after ${Math.floor(keepsMs / 86_400_000)} days, and would drop those of ${gone.join(", ")} without an error. Have its owner take the expiration off (ALTER TABLE ... SET OPTIONS (partition_expiration_days = NULL)), then run this again`,
    );
}
