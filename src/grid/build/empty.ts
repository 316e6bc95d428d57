import type { CivilDate } from "../../dates/civil-date.ts";
import { isWithinGrace } from "../../dates/instant.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Cell } from "../grid.ts";
import type { DateCounts } from "../observe/counts.ts";
import type { GridInput } from "./grid-input.ts";

const ANSWERED = "its source was asked and had nothing";
const DECLARED = "declared empty: allowed; nobody recorded what its source answered";

/**
 * Why a date without a row is complete; null where it has rows, or the table may not be empty. A table that also says when
 * its dates arrive is waited for within the grace, unless its source was asked.
 */
export function whyEmptyIsEnough(
  { id, empty, arrives_by }: TableConfig,
  { rows, games }: Pick<DateCounts, "rows" | "games">,
  { answeredEmpty, asOf, pipeline }: Pick<GridInput, "answeredEmpty" | "asOf" | "pipeline">,
  date: CivilDate,
): string | null {
  if (empty !== "allowed" || (rows ?? games ?? 0) > 0) return null;
  if (answeredEmpty?.get(id)?.has(date)) return ANSWERED;
  const { graceHours, timeZone } = pipeline;
  const isAwaited = arrives_by !== undefined && isWithinGrace(date, asOf, graceHours, timeZone);
  return isAwaited ? null : DECLARED;
}

/** Why nothing is expected of a share of a table that may be empty and is; null for any other table. */
export function whyNothingToShare(
  { full }: TableConfig,
  { pipeline, observations }: Pick<GridInput, "pipeline" | "observations">,
  date: CivilDate,
): string | null {
  if (typeof full !== "object" || !("share" in full)) return null;
  const { of } = full.share;
  if (pipeline.tables.find(({ id }) => id === of)?.empty !== "allowed") return null;
  const other = observations.get(of);
  if (other?.status !== "read" || other.unreadDates?.has(date)) return null;
  return (other.counts.get(date)?.rows ?? 0) > 0 ? null : `${of} may be empty and has no row`;
}

/** Complete without a row, on the declaration's word alone: no record says that the source had nothing. */
export const isEmptyByWord = ({ state, rows, reason }: Cell): boolean =>
  state === "complete" && rows === 0 && reason === DECLARED;
