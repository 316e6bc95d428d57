import { TableNotFoundError, UserError } from "../../../errors.ts";
import type { Engine } from "../client/requests.ts";
import { findDataset } from "./tables.ts";

const IN_LOCATION =
  /Not found: (?:Dataset|Table) (?:[^\s:]+[:.])?([A-Za-z_]\w*)(?:\.[^\s]+)? was not found in location (\S+)/i;

/**
 * BigQuery says "not found in location" of what does not exist, and of a dataset that lies elsewhere. Only the dataset
 * itself tells which: one that lies elsewhere has its rows, and its ledger is no empty one. Null for what does not exist.
 */
export async function liesElsewhere(engine: Engine, error: Error): Promise<UserError | null> {
  if (!(error instanceof TableNotFoundError)) return null;
  const said = error.cause instanceof Error ? error.cause.message : error.message;
  const [, dataset, asked = ""] = IN_LOCATION.exec(said) ?? [];
  if (dataset === undefined) return null;
  const found = await findDataset(engine, dataset);
  const location = found?.location ?? asked;
  if (found === null || location.toUpperCase() === asked.replace(/[.;,]+$/, "").toUpperCase())
    return null;
  return new UserError(
    `Dataset ${dataset} lies in ${location}, and queries run in ${asked}: nothing of it was read. Write location: ${location} for the environment in the pipeline; datasets in different locations cannot be read together.`,
    { cause: error },
  );
}
