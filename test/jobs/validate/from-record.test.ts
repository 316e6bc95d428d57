import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ObserveInput } from "../../../src/jobs/observe/input.ts";
import type { ProgressEvent } from "../../../src/jobs/shared/progress.ts";
import { preparedBy } from "../../../src/jobs/validate/prepared.ts";
import { validate } from "../../../src/jobs/validate/validate.ts";
import { renderConsole, renderSummary } from "../../../src/render/summary/summary.ts";
import { countedText } from "../../../src/render/text/counted.ts";
import { inputAt, type Stage } from "../../support/metadata/history.ts";
import { LEAGUE, League, OPENS } from "../../support/metadata/league.ts";
import { onDuckDb, openMemory } from "../../support/metadata/on-duckdb.ts";
import { randomOf } from "../../support/metadata/random.ts";
import { ownFolder } from "../../support/warehouses.ts";

const HOUR_MS = 3_600_000;
const FIRST = Date.parse("2026-01-14T07:00:00Z");
const SEED = 48;
/** Every table is kept by days. */
const BY_DAY = new Map<string, "DAY">();

/** The league as it is at the beginning, and a folder of reports. */
async function begun() {
  const real = await openMemory();
  const stage = await onDuckDb(SEED, real, BY_DAY);
  const league = new League(randomOf(SEED), BY_DAY);
  stage.clock.nowMs = FIRST - 5 * HOUR_MS;
  for (const change of league.begin()) await stage.carryOut(change, league);
  return {
    ...{ real, stage, league, out: ownFolder() },
    [Symbol.asyncDispose]: () => real[Symbol.asyncDispose](),
  };
}

/** Validates as the command does, so many hours after the first time. */
async function validatedAfter(
  hours: number,
  { stage, out }: { readonly stage: Stage; readonly out: string },
  over: Partial<ObserveInput> & { readonly isFull?: boolean } = {},
) {
  stage.clock.nowMs = FIRST + hours * HOUR_MS;
  const { isFull = false, ...own } = over;
  const input = { ...inputAt(stage.clock.nowMs), ...own };
  const events: ProgressEvent[] = [];
  const progress = (event: ProgressEvent) => void events.push(event);
  const prepared = await preparedBy(input, stage.warehouse, { out, isFull }, progress);
  const result = await validate(
    {
      ...{ ...input, out, prepared, failOn: "never", toolVersion: "a test" },
      hostRun: { id: `run-${hours}`, url: "https://example.com/run" },
    },
    stage.warehouse,
    progress,
  );
  const notes = events.flatMap((event) => (event.kind === "note" ? [event.message] : []));
  return { ...result, notes, counted: result.record.counted };
}

const observed = (out: string) => join(out, "test/latest/observed.json");

describe("a validation after another", () => {
  it("says in one line how much it counted, and where the rest is from", async () => {
    await using begin = await begun();
    const { stage, league, out } = begin;
    expect(await validatedAfter(0, begin)).toMatchObject({
      counted: { since: null, why: "no record of an earlier validation is there" },
    });
    stage.clock.nowMs = FIRST + 2 * HOUR_MS;
    const [sql, effect] = [
      "DELETE FROM raw.items WHERE game_date = DATE '2026-01-06'",
      {
        ...{ table: "raw.items", changed: [], removed: ["20260106"] },
      },
    ];
    const rows = league.rows.get("raw.items") ?? [];
    league.rows.set(
      "raw.items",
      rows.filter((row) => row.game_date !== "2026-01-06"),
    );
    await stage.carryOut({ sql, effect }, league);
    const { assessment, record, counted } = await validatedAfter(4, begin);
    if (counted === undefined) throw new Error("It does not say.");
    expect(counted).toMatchObject({ of: { tables: 6 }, since: "run-0", why: null });
    expect(counted.anew.tables).toBeLessThan(6);
    const line = /counted anew: 1 of 6 tables, \d+ of \d+ cells; the rest unchanged since run-0/i;
    expect(countedText(counted)).toMatch(line);
    expect(readFileSync(join(out, "test/latest/HANDOFF.md"), "utf8")).toMatch(line);
    expect(renderConsole(assessment, counted)).toMatch(line);
    expect(renderSummary(assessment, record.cost, counted)).toMatch(line);
    expect(record.findings.some(({ subject }) => subject.includes("items"))).toBe(true);
  });

  it("takes nothing where nothing is known, and says why", async () => {
    await using begin = await begun();
    const { stage, out } = begin;
    const text = async (over = {}, hours = 3) =>
      (await validatedAfter(hours, begin, over)).counted?.why;
    await validatedAfter(0, begin);
    expect(await text()).toBeNull();
    expect(await text({ isFull: true })).toBe("--full asks for it");
    const other = { ...LEAGUE, graceHours: 13 };
    expect(await text({ pipeline: other })).toBe("the declaration has changed since");
    expect(await text({}, 3)).toBe("the declaration has changed since");
    expect(await text({}, 24 * 7 + 4)).toMatch(/^the record is of .* at most 7 days are accepted$/);
    expect(await text({}, 24 * 7 - 2)).toMatch(/^the record is of /); // from the future
    const good = readFileSync(observed(out), "utf8");
    for (const [from, to, why] of [
      ['"environment":"test"', '"environment":"prod"', "the record is of another environment"],
      ['"warehouse":"', '"warehouse":"x', "the record is of another warehouse"],
      ['"tool":"', '"tool":"x', "the record was written by another version of this tool"],
      [
        '"schemaVersion":1',
        '"schemaVersion":2',
        "the record of the last validation cannot be read",
      ],
      ['"pieces"', '"piece', "the record of the last validation cannot be read"],
    ] as const) {
      expect(good).toContain(from);
      writeFileSync(observed(out), good.replace(from, to));
      expect(await text({}, 24 * 7 - 2)).toBe(why);
    }
    expect(stage.warehouse.abilities.partitionMetadata).toBe(true);
  });

  it("counts everything where the metadata cannot be read, says UNKNOWN, and leaves the record alone", async () => {
    await using begin = await begun();
    await validatedAfter(0, begin);
    const before = readFileSync(observed(begin.out), "utf8");
    const broken: Stage = {
      ...begin.stage,
      warehouse: {
        ...begin.stage.warehouse,
        tableStates: () => Promise.reject(new Error("Access Denied: PARTITIONS")),
      },
    };
    const { notes, counted, assessment } = await validatedAfter(3, { ...begin, stage: broken });
    expect(notes).toContain(
      "UNKNOWN: the tables' metadata could not be read: Access Denied: PARTITIONS. Every table is counted in full.",
    );
    expect(counted?.since).toBeNull();
    expect(assessment.unread).toEqual([]);
    expect(readFileSync(observed(begin.out), "utf8")).toBe(before);
  });

  it("leaves no record of a part of the range, though it uses one", async () => {
    await using begin = await begun();
    await validatedAfter(0, begin);
    const before = readFileSync(observed(begin.out), "utf8");
    const range = { first: OPENS, last: inputAt(FIRST).range.first };
    const { counted } = await validatedAfter(3, begin, { range, isNamed: true });
    // Keys on two dates of the range are looked for anew, for it is another range.
    expect(counted).toMatchObject({ anew: { tables: 1, cells: 0 }, since: "run-0" });
    expect(readFileSync(observed(begin.out), "utf8")).toBe(before);
  });

  it("is as ever where the engine has no metadata, or the environment does not ask for it", async () => {
    await using begin = await begun();
    const { real, stage, out } = begin;
    const plain = await validatedAfter(0, { out, stage: { ...stage, warehouse: real } });
    expect(plain.counted).toBeUndefined();
    const environments = { test: { engine: "bigquery", destructive: false } } as const;
    const undeclared = await validatedAfter(1, begin, { pipeline: { ...LEAGUE, environments } });
    expect(undeclared.counted).toBeUndefined();
    expect(existsSync(observed(out))).toBe(false);
  });
});

describe("a share of the unchanged", () => {
  it("is counted once a day, and everything within 20 days", async () => {
    await using begin = await begun();
    await validatedAfter(0, begin);
    const same = await validatedAfter(2, begin);
    expect(same.counted).toMatchObject({ anew: { tables: 0, cells: 0 } });
    for (let day = 1; day <= 20; day += 1) {
      const { counted } = await validatedAfter(24 * day, begin);
      expect(counted?.since, `day ${day}`).not.toBeNull();
      expect(counted?.anew.tables).toBeGreaterThan(0);
    }
    const { pieces } = JSON.parse(readFileSync(observed(begin.out), "utf8"));
    const ages = Object.values<{ ages: { at: string }[] }>(pieces).flatMap((piece) => piece.ages);
    const oldest = ages.map(({ at }) => at).sort()[0] ?? "";
    expect(oldest > new Date(FIRST + HOUR_MS).toISOString()).toBe(true);
  });
});
