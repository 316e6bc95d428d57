import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Receipt } from "../../src/backfill/run/receipt.ts";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import { describeDamage } from "../../src/drill/damage.ts";
import type { Facts } from "../../src/drill/facts.ts";
import { drawWorld } from "../../src/drill/world.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { SHIPPED } from "../support/pipeline.ts";
import { at, behindItsBack, newerSeason, placeIn, run } from "../support/repair/repairs.ts";

/** What leaves less than there should be, or what says that less is right. */
const KINDS = [
  ...["half gone", "game gone", "emptied date", "schedule game deleted", "schedule date deleted"],
  ...["extra keys", "duplicates", "next day", "second form added", "schedule game twice"],
];
const PER_WORLD = 5;
const REPAIRS = 3;

/** What a rebuild makes of earlier dates too differs where the earlier season is left out. */
const OF_ONE_DATE = [
  ...["bdl_box_scores", "nbac_gamebook", "nbac_play_by_play", "rosters"],
  ...["player_game_summary", "team_defense"],
];
const REBUILT = SHIPPED.tables.filter(({ rebuildable }) => rebuildable);
const FEED = REBUILT.filter(({ phase }) => phase !== "schedule");

export type Guarded = {
  readonly faults: string[];
  repairs: number;
  /** Cells that a guard refused, and cells of runs that were proven. */
  refused: number;
  proven: number;
};

/** Damages worlds and has a person repair some of each at random: what was lost that was right, and what was proven wrongly. */
export async function guardWorlds(
  facts: Facts,
  { worlds, random, folder }: { worlds: number; random: () => number; folder: string },
): Promise<Guarded> {
  const all: Guarded = { faults: [], repairs: 0, refused: 0, proven: 0 };
  const some = <T>(from: readonly T[], n: number): T[] =>
    [...from]
      .map((one) => [random(), one] as const)
      .sort(([a], [b]) => a - b)
      .slice(0, n)
      .map(([, one]) => one);
  for (let world = 1; world <= worlds; world += 1) {
    const { damages } = drawWorld(facts, some(KINDS, PER_WORLD), random);
    const file = join(folder, `world-${world}.duckdb`);
    copyFileSync(facts.file, file);
    await behindItsBack(file, ...damages.flatMap(({ sql }) => sql));
    const place = placeIn(join(folder, `${world}`), file, newerSeason);
    for (let repair = 0; repair < REPAIRS; repair += 1) {
      const before = join(folder, "before.duckdb");
      copyFileSync(file, before);
      const days = damages.flatMap((one) => one.days).filter((day) => facts.dates.includes(day));
      const next = days.flatMap((day) => facts.dates[facts.dates.indexOf(day) + 1] ?? []);
      const tables = some(FEED, 1 + Math.floor(random() * 4)).map(({ id }) => id);
      const words = [
        ...["backfill", ...at(place), "--json", "--canary", "0", "--force"],
        ...["--tables", tables.join(","), "--dates", some([...days, ...next], 4).join(",")],
        ...(random() < 0.3 ? ["--with-downstream"] : []),
        ...(random() < 0.3 ? ["--remove-strays"] : []),
      ];
      const said = await run(words);
      const { receipt } = JSON.parse(said.out || "{}") as { receipt?: Receipt };
      if (receipt === undefined) continue;
      all.repairs += 1;
      all.refused += receipt.counts.failed;
      const where = `world ${world}, repair ${repair + 1} (${words.slice(9).join(" ")}) after ${damages.map(describeDamage).join("; ")}`;
      for (const lost of await rightRowsLost(facts.file, before, file))
        all.faults.push(`${lost}: ${where}`);
      if (!receipt.proven) continue;
      all.proven += receipt.counts.done;
      for (const wrong of await provenWrongly(facts.file, file, receipt))
        all.faults.push(`${wrong}: ${where}`);
    }
    rmSync(file);
  }
  return all;
}

/** Keys that the healthy sample has, that were there before a repair, and that are not there after it. */
async function rightRowsLost(healthy: string, before: string, after: string): Promise<string[]> {
  await using warehouse = await openDuckDb({ path: ":memory:", readOnly: false });
  for (const [name, path] of Object.entries({ healthy, earlier: before, later: after }))
    await warehouse.native(`ATTACH '${path}' AS ${name} (READ_ONLY)`);
  const lost: string[] = [];
  for (const { id, name, keys, dateColumn } of REBUILT) {
    const columns = [...new Set([dateColumn, ...keys])].join(", ");
    const [row] = await warehouse.query(
      `SELECT COUNT(*) AS n, MIN(CAST(${dateColumn} AS STRING)) AS d FROM (
         (SELECT ${columns} FROM healthy.${name} INTERSECT SELECT ${columns} FROM earlier.${name})
         EXCEPT SELECT ${columns} FROM later.${name})`,
    );
    if (Number(row?.["n"]) > 0)
      lost.push(`${id} lost ${row?.["n"]} right rows, such as of ${row?.["d"]}`);
  }
  return lost;
}

/** Written cells of a proven run that do not hold the keys of the healthy sample, or its very rows. */
async function provenWrongly(
  healthy: string,
  after: string,
  { dates }: Receipt,
): Promise<string[]> {
  await using warehouse = await openDuckDb({ path: ":memory:", readOnly: false });
  await warehouse.native(`ATTACH '${healthy}' AS healthy (READ_ONLY)`);
  await warehouse.native(`ATTACH '${after}' AS later (READ_ONLY)`);
  const cells = dates.flatMap(({ date, cells: own }) =>
    own.filter(({ outcome }) => outcome === "done").map(({ table }) => ({ table, date })),
  );
  const wrong: string[] = [];
  for (const [table, own] of Map.groupBy(cells, (cell) => cell.table)) {
    const config = REBUILT.find(({ id }) => id === table);
    if (config === undefined) continue;
    const { name, dateColumn, keys } = config;
    const columns = OF_ONE_DATE.includes(table)
      ? "*"
      : [...new Set([dateColumn, ...keys])].join(", ");
    const rows = (where: string) =>
      `SELECT ${columns} FROM ${where}.${name} WHERE ${dateColumn} IN (${own.map(({ date }) => literal(date)).join(", ")})`;
    const [row] = await warehouse.query(
      `SELECT COUNT(*) AS n FROM ((${rows("healthy")} EXCEPT ALL ${rows("later")}) UNION ALL (${rows("later")} EXCEPT ALL ${rows("healthy")}))`,
    );
    if (Number(row?.["n"]) > 0) wrong.push(`${table} is proven with ${row?.["n"]} wrong rows`);
  }
  return wrong;
}

const literal = (date: CivilDate): string => `DATE '${date}'`;
