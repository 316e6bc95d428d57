import { setTimeout as wait } from "node:timers/promises";
import { expect, inject, it } from "vitest";
import { seeded } from "../../src/drill/seeded.ts";
import { readLedgerOf, readRuns } from "../../src/jobs/shared/ledger.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { startOps } from "../support/children.ts";
import { SHIPPED } from "../support/pipeline.ts";
import {
  aPlace,
  at,
  contents,
  newerSeason,
  type Place,
  repaired,
} from "../support/repair/repairs.ts";

// Slow: 8 kills here, KILLS=30 for the promise; SEED for other moments. Up to KILLS_A_FILE in a row hit one repair.
const KILLS = Number(process.env["KILLS"] ?? 8);
const SEED = Number(process.env["SEED"] ?? 20_260_126);
const KILLS_A_FILE = 10;
/** A whole repair takes several times as long. */
const LONGEST_MS = 1200;
const WORK = ["--with-downstream", "--batch-size", "5"];

/** The real command line, killed so long after it began to repair; false where it had come to its end by then. */
async function isKilledAfter(words: readonly string[], ms: number | null): Promise<boolean> {
  const { child, said, saw, ended } = startOps(words);
  if (ms !== null) {
    await saw("Repairing ");
    await Promise.race([wait(ms), ended]);
    child.kill("SIGKILL");
  }
  const { code, signal } = await ended;
  if (signal === null && code !== 0) throw new Error(`It ended with ${code}: ${said.stderr}`);
  return signal === "SIGKILL";
}

/** What must hold after a kill: whole dates, and nothing in a table but what its ledger says. */
async function checkAfterKill(
  place: Place,
  before: Record<string, number>,
): Promise<string | null> {
  await using warehouse = await openDuckDb({ path: place.file, readOnly: false });
  const { entries, lineage } = await readLedgerOf(warehouse);
  const effects = entries.map(({ run, tableId, date }) => `${run} ${tableId} ${date}`);
  expect(new Set(effects).size).toBe(effects.length);
  for (const { id, name, dateColumn } of SHIPPED.tables) {
    const rows = await warehouse.query(
      `SELECT \`${dateColumn}\` AS d, COUNT(*) AS n FROM \`${name}\` GROUP BY 1`,
    );
    const counted = new Map(rows.map(({ d, n }) => [`${id} ${d}`, Number(n)]));
    const dates = new Set(
      [...counted.keys(), ...Object.keys(before)].filter((key) => key.startsWith(`${id} `)),
    );
    const wrong = [...dates].filter((key) => {
      const written = lineage.latest(id, key.slice(id.length + 1) as never);
      return (counted.get(key) ?? 0) !== (written?.rows ?? before[key] ?? 0);
    });
    expect(wrong).toEqual([]);
  }
  return (await readRuns(warehouse)).at(-1)?.run ?? null;
}

async function rowsByCell(file: string): Promise<Record<string, number>> {
  await using warehouse = await openDuckDb({ path: file, readOnly: true });
  const cells: Record<string, number> = {};
  for (const { id, name, dateColumn } of SHIPPED.tables)
    for (const { d, n } of await warehouse.query(
      `SELECT \`${dateColumn}\` AS d, COUNT(*) AS n FROM \`${name}\` GROUP BY 1`,
    ))
      cells[`${id} ${d}`] = Number(n);
  return cells;
}

it(`a repair that is killed ${KILLS} times ends as one that is left alone`, {
  timeout: 600_000,
}, async () => {
  const alone = aPlace("incident", newerSeason);
  await repaired(alone, WORK);
  const wanted = await contents(alone.file);
  const before = await rowsByCell(inject("sample").incident);

  const random = seeded(SEED);
  const moments: string[] = [];
  let kills = 0;
  while (kills < KILLS) {
    const place = aPlace("incident", newerSeason);
    const began = kills;
    let run: string | null = null;
    let ended = false;
    while (!ended) {
      const words = ["backfill", ...at(place), ...(run === null ? WORK : ["--resume", run])];
      const more = kills < KILLS && kills - began < KILLS_A_FILE;
      const after = more ? Math.round(random() * LONGEST_MS) : null;
      ended = !(await isKilledAfter(words, after));
      if (!ended) {
        kills += 1;
        moments.push(`${after}`);
      }
      run = await checkAfterKill(place, before);
    }
    expect(await contents(place.file)).toEqual(wanted);
  }
  console.log(`seed ${SEED}, killed after ${moments.join(", ")} ms of repairing`);
});
