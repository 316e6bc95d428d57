import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { addDays } from "../../src/dates/civil-date.ts";
import { assess } from "../../src/findings/assess/assess.ts";
import { observe } from "../../src/jobs/observe/observe.ts";
import { backfill } from "../../src/jobs/repair/backfill.ts";
import type { RepairContext } from "../../src/jobs/repair/run/context.ts";
import { undo } from "../../src/jobs/repair/undo.ts";
import { verify } from "../../src/jobs/repair/verify.ts";
import { readRuns } from "../../src/jobs/shared/ledger.ts";
import { topologicalOrder } from "../../src/pipeline/graph.ts";
import { tablesOf } from "../../src/pipeline/rules.ts";
import { type DuckDbWarehouse, openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import type { WritableWarehouse } from "../../src/warehouse/warehouse.ts";
import { ROOT } from "../support/pipeline.ts";
import { day } from "../support/pipelines/declarations.ts";
import { end, type Service, startService } from "../support/pipelines/service.ts";
import { aRequest } from "../support/pipelines/small.ts";
import { parseWithFiles } from "../support/readings.ts";
import { buildReplica } from "./build.ts";
import { replicaPipeline } from "./pipeline.ts";

const TABLE = "nba_raw.nbac_gamebook_player_stats";
const DATES = [day("2026-01-22"), day("2026-01-23")] as const;
const RANGE = { first: DATES[0], last: DATES[1] };
const REACH = { first: addDays(DATES[0], -1), last: DATES[1] };

let folder: string;
let path: string;
let warehouse: DuckDbWarehouse;
let service: Service;
/** How often each game was asked for. */
const asked: string[] = [];
/** What the stand-in does with a game; null answers and never writes. */
let does: (game: string) => Promise<"write" | "nothing" | "hang">;

/** As `POST /scrape` does: it answers when the file lies in the bucket, and the rows come later, by a queue. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "replica-"));
  path = join(folder, "replica.duckdb");
  const healthy = join(folder, "healthy.duckdb");
  await buildReplica(inject("sample").incident, path);
  await buildReplica(inject("sample").healthy, healthy);
  service = await startService(async ({ body }, response) => {
    const game = String(body["game_code"]).replace(/^(\d+)\/(\w{3})(\w{3})$/, "$1_$2_$3");
    asked.push(game);
    const what = await does(game);
    if (what === "hang") return;
    if (what === "write") void sleep(150).then(() => write(game));
    end(response, 200, { status: "success", run_id: `r-${asked.length}`, data_summary: {} });
  });
  warehouse = await openDuckDb({ path, readOnly: false });
  await warehouse.native(`ATTACH '${healthy}' AS healthy (READ_ONLY)`);
});
afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
  await warehouse?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const write = (game: string) =>
  warehouse.native(
    `INSERT INTO ${TABLE} BY NAME SELECT * FROM healthy.${TABLE} WHERE game_id = '${game}'`,
  );
const games = async (of = `${TABLE}`) =>
  (
    await warehouse.query(
      `SELECT game_id, COUNT(*) AS n FROM \`${of}\` WHERE game_date IN (${DATES.map((date) => `DATE '${date}'`).join(", ")}) GROUP BY 1 ORDER BY 1`,
    )
  ).map((row) => `${row["game_id"]} ${row["n"]}`);

/** What the CLI makes of the replica, around a warehouse that may be another than the real one. */
function contextOn(through: WritableWarehouse): RepairContext {
  const text = replicaPipeline(path, ({ tables }) => {
    const table = tables.find(({ id }: { id: string }) => id === "nbac_gamebook");
    const { urlFrom: _, ...declared } = table.producers.production;
    Object.assign(table.producers, {
      replica: { ...declared, url: service.url, auth: "none", concurrency: 1, waitSeconds: 1 },
    });
  });
  const pipeline = parseWithFiles(text, "pipeline.yaml", ROOT);
  const order = topologicalOrder(tablesOf(pipeline, "replica"));
  if ("cycle" in order) throw new Error("The replica has a cycle.");
  const asOf = new Date("2026-01-26T12:00:00Z");
  const input = { pipeline, environment: "replica", asOf, policy: "annotate" } as const;
  return {
    request: { environment: "replica", pipeline: "pipeline.yaml", asOf, lockWait: 0, root: ROOT },
    pipeline,
    tables: order.order,
    warehouse: through,
    progress: () => undefined,
    pricing: null,
    price: async () => null,
    sessions: new Map(),
    assessNow: async (range = REACH, { ledger } = {}) =>
      assess(await observe({ ...input, range }, through, () => undefined, ledger)),
  };
}

const request = (over: object = {}) =>
  aRequest({
    selection: {
      ...aRequest().selection,
      dates: [RANGE],
      tables: ["nbac_gamebook"],
    },
    ...over,
  });

/** A process that is killed: from then on nothing that it asks of the warehouse is done. */
function mortal(): { readonly through: WritableWarehouse; readonly kill: () => void } {
  let dies: (error: Error) => void = () => undefined;
  const death = new Promise<never>((_, reject) => {
    dies = reject;
  });
  death.catch(() => undefined);
  let isDead = false;
  const through = new Proxy(warehouse as WritableWarehouse, {
    get: (target, key) => {
      const found = Reflect.get(target, key);
      if (typeof found !== "function") return found;
      return (...given: unknown[]) =>
        isDead ? death : Promise.race([Reflect.apply(found, target, given), death]);
    },
  });
  return {
    through,
    kill: () => {
      isDead = true;
      dies(new Error("killed"));
    },
  };
}

it("asks for each game once, whatever is killed and resumed, and waits for the rows of each", async () => {
  expect(await games()).toEqual([]);
  const scheduled = await games(`healthy.${TABLE}`);
  expect(scheduled.length).toBeGreaterThan(10);

  // Killed as its fourth game is asked for: three are answered, and their rows come by themselves.
  const { through, kill } = mortal();
  does = async () => {
    if (asked.length < 4) return "write";
    kill();
    return "hang";
  };
  await expect(backfill(contextOn(through), request())).rejects.toThrow("killed");
  await sleep(400);
  expect(await games()).toHaveLength(3);
  const [run] = (await readRuns(warehouse)).filter(({ event }) => event === "started");
  const before = [...asked];

  // Resumed while the queue loses one game: the wait has an end, and its date has failed.
  const lost = scheduled.at(-1)?.split(" ")[0] ?? "";
  does = async (game) => (game === lost ? "nothing" : "write");
  const context = contextOn(warehouse);
  const second = await backfill(context, request({ resume: run?.run }));
  if ("nothing" in second) throw new Error("There was nothing to resume.");
  expect(second.receipt).toMatchObject({ proven: false, counts: { done: 1, failed: 1 } });
  const failed = second.receipt.dates.flatMap(({ cells }) =>
    cells.filter(({ outcome }) => outcome === "failed"),
  );
  expect(JSON.stringify(failed)).toContain(`1 s later there is still no row of ${lost}`);
  expect(await games()).toHaveLength(scheduled.length - 1);

  // Resumed again: the one game that still has no rows is asked for, and no other.
  does = async () => "write";
  const until = asked.length;
  const third = await backfill(context, request({ resume: run?.run }));
  if ("nothing" in third) throw new Error("There was nothing to resume.");
  expect(asked.slice(until)).toEqual([lost]);
  expect(third.receipt).toMatchObject({ proven: true, counts: { done: 2, failed: 0 } });
  expect(await games()).toEqual(scheduled);

  // Those whose rows stood were asked for once; the one that was cut off, and the one that was lost, once more.
  const times = (game: string) => asked.filter((one) => one === game).length;
  const killed = before.at(-1) ?? "";
  expect(scheduled.map((line) => line.split(" ")[0] ?? "").map(times)).toEqual(
    scheduled.map((line) => ([killed, lost].includes(line.split(" ")[0] ?? "") ? 2 : 1)),
  );

  const { receipt } = await verify(context, run?.run ?? "", aRequest().out, new Date());
  expect(receipt).toMatchObject({ proven: true, counts: { done: 2 } });
  await undo(context, run?.run ?? "", new Date());
  expect(await games()).toEqual([]);
});
