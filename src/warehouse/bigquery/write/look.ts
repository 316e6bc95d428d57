import type { Row } from "../../warehouse.ts";
import type { Engine } from "../client/requests.ts";
import { ask, type Counts, countsOf } from "../read/counts.ts";

export type Look = {
  /** The counts that were asked for under this name; empty where none were. */
  readonly counts: (side: string) => Counts;
  /** The newest ledger line of each date. */
  readonly ledger: readonly Row[];
};

/**
 * One job for all that is to be known before a change: a job takes a second and bills 10 MB at least, and what is read
 * by one is of one moment. `counts` are SELECTs of d, n and fingerprint by name, `ledger` one of the newest lines.
 */
export async function lookOnce(
  engine: Engine,
  counts: Readonly<Record<string, string>>,
  ledger: string | null,
): Promise<Look> {
  const parts = Object.entries(counts).map(
    ([side, sql]) =>
      `SELECT '${side}' AS side, counted.d, counted.n, counted.fingerprint, CAST(NULL AS STRING) AS run,
  CAST(NULL AS INT64) AS rows_before, CAST(NULL AS STRING) AS fingerprint_before, CAST(NULL AS INT64) AS position
FROM (${sql}) AS counted`,
  );
  if (ledger !== null)
    parts.push(
      `SELECT 'ledger' AS side, line.d, line.n, line.fingerprint, line.run, line.rows_before, line.fingerprint_before,
  line.position
FROM (${ledger}) AS line`,
    );
  const rows = await ask(engine, "look", parts.join("\nUNION ALL\n"), { sees: "all" });
  const of = (side: string) => rows.filter((row) => row["side"] === side);
  return { counts: (side) => countsOf(of(side)), ledger: of("ledger") };
}
