import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { Plan } from "../../src/records/plan.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { ROOT } from "../support/pipeline.ts";
import { runNode } from "../support/processes.ts";
import { repaired, run } from "../support/repair/repairs.ts";
import { ownFolder } from "../support/warehouses.ts";

const EXAMPLE = join(ROOT, "examples/web-shop");
const TABLES = ["shop.orders", "shop.daily_revenue", "shop.weekly_revenue"];

/** The example as its README sets it up, in a folder of the test's own. */
async function created() {
  const out = ownFolder();
  const file = join(out, "web-shop.duckdb");
  const pipeline = join(out, "pipeline.yaml");
  const text = readFileSync(join(EXAMPLE, "pipeline.yaml"), "utf8");
  writeFileSync(pipeline, text.replace(".warehouse/web-shop.duckdb", file));
  const made = await runNode([join(EXAMPLE, "create.mjs"), file]);
  expect(made).toMatchObject({ code: 0, stderr: "" });
  const where = ["--environment", "local", "--as-of", "2026-03-15T12:00:00Z"];
  return { place: { file, pipeline, out }, where, shop: ["--pipeline", pipeline, ...where] };
}

async function rows(file: string): Promise<Record<string, unknown[]>> {
  await using warehouse = await openDuckDb({ path: file, readOnly: true });
  const all = TABLES.map(
    async (table) =>
      [table, await warehouse.query(`SELECT * FROM \`${table}\` ORDER BY ALL`)] as const,
  );
  return Object.fromEntries(await Promise.all(all)) as Record<string, unknown[]>;
}

it("the web shop of the examples is watched, planned, repaired, proven and taken back by configuration and SQL alone", async () => {
  const { place, where, shop } = await created();
  const found = await rows(place.file);

  const validated = await run(["validate", ...shop, "--out", place.out]);
  expect(validated).toMatchObject({
    code: 1,
    out: expect.stringMatching(/^Training BLOCKED \(local\), 14 /),
  });
  expect(validated.out).toContain("P0 3 dates: orders missing (2026-03-08..2026-03-10)");
  expect((await run(["gate", ...shop, "--out", place.out])).code).toBe(1);
  expect((await run(["completeness", ...shop])).out).toMatch(/orders +78\.6 % +11 of 14 dates/);

  const planned = await run(["plan", ...shop, "--with-downstream", "--json"]);
  const { cells, predicted } = JSON.parse(planned.out) as Plan;
  expect(cells.map(({ table, date }) => `${table} ${date.slice(-2)}`)).toEqual([
    ...["08", "09", "10"].map((day) => `orders ${day}`),
    ...["08", "09", "10"].map((day) => `daily_revenue ${day}`),
    // The sums over seven days read the days that are filled.
    ...["08", "09", "10", "11", "12", "13", "14"].map((day) => `weekly_revenue ${day}`),
  ]);
  expect(predicted).toMatchObject({
    training: "BLOCKED",
    trainingAfter: "COMPLETE",
    averageAfter: 100,
  });

  const done = await repaired(place, [...where, "--with-downstream"]);
  expect(done).toMatchObject({ code: 0, receipt: { proven: true, counts: { done: 13 } } });
  const verified = await run(["verify", done.run, ...shop, "--out", place.out]);
  expect(verified).toMatchObject({
    code: 0,
    out: expect.stringMatching(/13 done, proven\nTraining BLOCKED to COMPLETE/),
  });
  expect(
    readFileSync(join(place.out, "local/backfills", done.run, "RECEIPT.md"), "utf8"),
  ).toContain(": proven");
  expect(await run(["gate", ...shop, "--out", place.out, "--require", "ready"])).toMatchObject({
    code: 0,
  });
  const now = await rows(place.file);
  expect(TABLES.map((table) => now[table]?.length)).toEqual([44, 14, 14]);

  expect((await run(["undo", done.run, ...shop, "--out", place.out])).code).toBe(0);
  expect(await rows(place.file)).toEqual(found);
});

it("a program that fails for one day holds back that day and what reads it, and no other", async () => {
  const { place, where } = await created();
  const script = join(place.out, "orders.mjs");
  const orders = readFileSync(join(EXAMPLE, "orders.mjs"), "utf8").replace(
    '"orders.csv", import.meta.url',
    JSON.stringify(`file://${EXAMPLE}/orders.csv`),
  );
  writeFileSync(
    script,
    `${orders}\nif (days.has("2026-03-09")) { console.error("the shop answered 503"); process.exit(4); }`,
  );
  const declared = readFileSync(place.pipeline, "utf8");
  writeFileSync(place.pipeline, declared.replace("examples/web-shop/orders.mjs", script));

  const { code, receipt } = await repaired(place, [...where, "--with-downstream", "--canary", "0"]);
  expect(code).toBe(1);
  const bad = receipt.dates.flatMap(({ date, cells }) =>
    cells
      .filter(({ outcome }) => outcome !== "done")
      .map((cell) => [date.slice(-2), cell.table, cell.outcome]),
  );
  expect(bad).toEqual([
    ["09", "orders", "failed"],
    ["09", "daily_revenue", "blocked"],
    ...["09", "10", "11", "12", "13", "14"].map((day) => [day, "weekly_revenue", "blocked"]),
  ]);
  expect(receipt.dates[1]?.cells[0]?.note).toBe(
    "The command of orders (node) ended with 4: the shop answered 503",
  );
});
