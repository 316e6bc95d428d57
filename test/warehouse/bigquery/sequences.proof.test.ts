import { afterEach, expect, it, vi } from "vitest";
import { seeded } from "../../../src/drill/seeded.ts";
import { openBigQuery } from "../../../src/warehouse/bigquery/bigquery.ts";
import { adviceOf } from "../../../src/warehouse/retry.ts";
import type { ReplaceRequest } from "../../../src/warehouse/warehouse.ts";
import { startFaultProxy } from "../../support/bigquery/fault-proxy.ts";
import { startModelled } from "../../support/bigquery/modelled.ts";
import { everySeed, listed, randomFaults } from "../../support/bigquery/random-faults.ts";
import { day } from "../../support/pipelines/declarations.ts";

/** The seeds are 1 to so many; SEQUENCES_SEED begins elsewhere. 500 were run once, and a night runs more. */
const SEQUENCES = Number(process.env["SEQUENCES"] ?? 80);
const FIRST_SEED = Number(process.env["SEQUENCES_SEED"] ?? 1);
const [ONE, TWO, THREE] = [day("2026-01-01"), day("2026-01-02"), day("2026-01-03")];

const aWrite = (run: string, dates: ReplaceRequest["dates"]): ReplaceRequest => ({
  ...{ table: "raw.visits", dateColumn: "game_date", dates, allowShrink: true, rowsExpected: true },
  source: {
    kind: "select",
    sql: `SELECT d AS game_date, '${run.replace("-", "_")}' AS visitor FROM UNNEST(@dates) AS d`,
  },
  ledger: { run, tableId: "visits", kind: "replace", upstreamFingerprints: new Map() },
});

afterEach(() => vi.unstubAllEnvs());

it(`${SEQUENCES} sequences of faults and rivals lose nothing, double nothing, and are whole after a resume`, async () => {
  const model = await startModelled();
  const proxy = await startFaultProxy(model.server.url);
  vi.stubEnv("BIGQUERY_EMULATOR_HOST", proxy.url);
  vi.stubEnv("METADATA_SERVER_DETECTION", "none");
  const open = (requestTimeoutMs: number) =>
    openBigQuery({
      ...{ project: "p", location: "US", requestTimeoutMs },
      retry: { retries: 4, minWaitMs: 1, maxWaitMs: 4 },
    });
  const seeds = Array.from({ length: SEQUENCES }, (_, n) => FIRST_SEED + n);
  const outcomes = await everySeed(seeds, async (seed) => {
    const random = seeded(seed + 1_000_000);
    const from = model.ledger.length;
    // Each has rows of its own; the middle date is both's.
    const writes = [aWrite(`a-${seed}`, [ONE, TWO]), aWrite(`b-${seed}`, [TWO, THREE])];
    const isAlone = seed % 2 === 0;
    const asked = isAlone ? writes.slice(0, 1) : writes;
    proxy.decide = randomFaults(seed, 4 + (seed % 3) * 4);
    model.others.abort = () => random() < 0.2;
    await using warehouse = await open(60);
    const ends = await Promise.all(
      asked.map((write) =>
        warehouse.replaceDates(write).then(
          () => "done",
          (error: unknown) => adviceOf(error).kind,
        ),
      ),
    );
    proxy.decide = () => null;
    model.others.abort = () => false;
    // Another process, after the faults, in turn.
    await using other = await open(20_000);
    for (const write of asked) await other.replaceDates(write);
    const lines = model.ledger.slice(from);
    for (const { ledger: note, dates } of asked)
      for (const d of dates) {
        const own = lines.filter((line) => line.d === d && line.run === note?.run);
        // Once. Where both have written the date of both, the one that is asked again writes its statement again, whole.
        expect(own.length, `lines of ${note?.run} on ${d}`).toBeGreaterThanOrEqual(1);
        expect(own.length).toBeLessThanOrEqual(isAlone ? 1 : 2);
        const keptRows = model.kept.filter((row) => row.d === d && row.run === note?.run);
        expect(keptRows.length).toBe(own[0]?.rowsBefore);
      }
    for (const d of [ONE, TWO, THREE]) {
      const all = model.ledger.filter((line) => line.d === d);
      for (const [at, line] of all.entries())
        expect(line.fingerprintBefore).toBe(all[at - 1]?.fingerprint ?? "");
      const rows = model.table.get(d) ?? [];
      expect(new Set(rows).size, `writers of ${d}`).toBeLessThanOrEqual(1);
      expect(rows.length).toBe(all.at(-1)?.n ?? 0);
    }
    const [last] = asked.slice(-1);
    for (const d of last?.dates ?? [])
      expect(model.table.get(d)).toEqual([1, 2].map(() => last?.ledger?.run.replace("-", "_")));
    return ends.join("+");
  });
  console.log(`seeds ${FIRST_SEED} to ${FIRST_SEED + SEQUENCES - 1}: ${listed(outcomes)}`);
  expect(outcomes.get("done")).toBeGreaterThan(0);
  await proxy[Symbol.asyncDispose]();
  await model.server[Symbol.asyncDispose]();
}, 600_000);
