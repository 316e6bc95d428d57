import { describe, expect, it } from "vitest";
import type { Explanation } from "../../src/explain/explanation.ts";
import type { Declaration } from "../support/pipeline.ts";
import { openPipeline, type SmallPipeline, tableIn } from "../support/pipelines/pipelines.ts";

const AS_OF = "2026-03-22T18:00:00Z";

/** Daily: a source and a mart that is computed from it, three weeks of both but for the marts of the weekdays. */
const daily = (change: (declaration: Declaration) => void = () => undefined) =>
  openPipeline("weekly", AS_OF, (declaration) => {
    delete tableIn(declaration, "mart")["cadence"];
    change(declaration);
  });

async function explained(small: SmallPipeline, table: string, date: string) {
  const { code, out, err } = await small.ops("explain", table, date, "--json");
  if (out === "") throw new Error(err);
  return { code, ...(JSON.parse(out) as Explanation) };
}

const text = async (small: SmallPipeline, table: string, date: string) =>
  (await small.ops("explain", table, date)).out;

describe("ops explain says", () => {
  it("what a missing cell of every day is held against, reads and blocks", async () => {
    const small = await daily();
    const { code, ...found } = await explained(small, "mart", "2026-03-10");
    expect(code).toBe(1);
    expect(found.cell).toMatchObject({ state: "missing", rows: 0, why: "no row" });
    expect(found.held).toMatchObject({
      ...{ unit: "rows", expected: 1 },
      rules: [
        "Every day of a season is a date; this is day 9 of season s (opening night is day 0).",
        "full: fixed: 1 row on every date.",
        "It is late, not missing, for 12 hours after the date ends.",
      ],
    });
    expect(found.upstream).toMatchObject([{ table: "src", states: { complete: 1 }, odd: [] }]);
    expect(found.blocks.training).toMatchObject({ state: "BLOCKED", use: "required" });
    expect(found.blocks.training.holding[0]).toMatchObject({ from: "UNBLOCKED" });
    const [finding] = found.findings;
    expect(finding?.repair.phaseLine).toMatch(/^npm run ops -- backfill .*--plan-phase 1$/);
    const source = await explained(small, "src", "2026-03-10");
    expect(source.code).toBe(0);
    expect(source.blocks.downstream).toMatchObject([{ table: "mart", states: { missing: 1 } }]);
    expect(source.blocks.training.use).toBe("needed");
  });

  it("who wrote a cell, in which run and with which receipt, and that it was taken back", async () => {
    const small = await daily();
    const repair = await small.ops("backfill", "--tables", "mart", "--dates", "2026-03-10");
    expect(repair.code, repair.err).toBe(0);
    const run = /Run (\S+) /.exec(repair.out)?.[1] ?? "";
    const reports = ["--out", `${small.folder}/reports`];
    const written = await small.ops("explain", "mart", "2026-03-10", ...reports);
    expect(written.code).toBe(0);
    expect(written.out).toMatch(
      new RegExp(`Z ${run} wrote 1 row \\(before: 0\\); receipt .*RECEIPT\\.md`),
    );
    expect(written.out).toContain("it keeps training from nothing now");
    const undone = await small.ops("undo", run, ...reports);
    expect(undone.code, undone.err).toBe(0);
    const after = await explained(small, "mart", "2026-03-10");
    expect(after.writes.lines.map(({ how, undone: taken }) => [how, taken])).toEqual([
      ["wrote", true],
      ["put back", false],
    ]);
    expect(after.cell?.state).toBe("missing");
  });

  it("from which upstream a stale cell comes, and how many rows that had then and now", async () => {
    const small = await daily();
    await small.ops("backfill", "--tables", "mart", "--dates", "2026-03-10");
    await small.native("INSERT INTO s.src VALUES (999, DATE '2026-03-10', 5)");
    const { cell, writes, findings, code } = await explained(small, "mart", "2026-03-10");
    expect([code, cell?.state]).toEqual([1, "stale"]);
    expect(writes.staleFrom).toEqual([
      { table: "src", date: "2026-03-10", rowsThen: 1, rowsNow: 2 },
    ]);
    expect(findings.map(({ cause }) => cause)).toEqual(["upstream-changed"]);
    expect(await text(small, "mart", "2026-03-10")).toContain(
      "changed after it was computed: src 2026-03-10, 1 row then and 2 now",
    );
  });

  it("that somebody else changed a cell since our last line, and who took it over", async () => {
    const small = await daily();
    await small.ops("backfill", "--tables", "mart", "--dates", "2026-03-10");
    await small.native("UPDATE s.mart SET v = 99 WHERE d = DATE '2026-03-10'");
    const { writes, findings } = await explained(small, "mart", "2026-03-10");
    expect(writes.changedOutside).toMatchObject({ how: "wrote", rows: 1 });
    expect(findings.map(({ cause }) => cause)).toEqual(["foreign-writer"]);
    expect(await text(small, "mart", "2026-03-10")).toMatch(
      /somebody else changed it since: b-\S+ wrote 1 row on /,
    );
    const accepted = await small.ops(
      ...(["accept", "mart", "2026-03-10"] as const),
      ...["--reason", "corrected by hand", "--by", "J. Doe"],
    );
    expect(accepted.code, accepted.err).toBe(0);
    expect(await text(small, "mart", "2026-03-10")).toMatch(
      /accepted 1 row; J\. Doe: corrected by hand/,
    );
  });

  it("that a table belongs to a service which cannot be called, and whom to ask", async () => {
    const small = await daily((declaration) => {
      tableIn(declaration, "mart")["producers"].local = {
        kind: "service",
        owner: "the marts team",
      };
    });
    const { table, findings } = await explained(small, "mart", "2026-03-10");
    expect(table.producer).toBe("service of the marts team");
    expect(findings[0]?.repair).toMatchObject({ phaseLine: null, line: null });
    expect(await text(small, "mart", "2026-03-10")).toContain(
      "no command of this tool repairs it: ask the marts team for the date",
    );
  });

  it("that a day lies in the warm-up, and what that means under each policy", async () => {
    const small = await daily((declaration) => {
      declaration["warmUp"] = { days: 3, tables: ["mart"] };
    });
    expect(await text(small, "mart", "2026-03-02")).toContain(
      "warmUp: one of the first 3 days of a season; its rows are expected all the same (policy: annotate).",
    );
    small.declare((declaration) => {
      declaration["warmUp"].policy = "expected";
    });
    const { code, cell, held } = await explained(small, "mart", "2026-03-02");
    expect([code, cell?.state]).toEqual([0, "expected-absent"]);
    expect(held?.rules.at(-1)).toBe(
      "warmUp: one of the first 3 days of a season; nothing is expected.",
    );
  });

  it("which waiver excuses a date, why and until when", async () => {
    const small = await daily((declaration) => {
      declaration["waivers"] = [
        {
          ...{ dates: ["2026-03-10"], tables: ["mart"] },
          ...{ reason: "The shop was closed.", expires: "2026-12-31" },
        },
      ];
    });
    const { code, cell } = await explained(small, "mart", "2026-03-10");
    expect([code, cell?.state]).toEqual([0, "expected-absent"]);
    expect(await text(small, "mart", "2026-03-10")).toContain(
      "A waiver excuses the date until 2026-12-31: The shop was closed.",
    );
  });

  it("on which days a table has rows at all", async () => {
    const small = await openPipeline("weekly", AS_OF);
    const { code, held } = await explained(small, "mart", "2026-03-10");
    expect(code).toBe(0);
    expect(held?.rules).toContain("cadence: weekly, on Sunday.");
  });

  it("UNKNOWN, and ends in 3, where the cell or what it is computed from cannot be read", async () => {
    const small = await daily();
    await small.native(
      "ALTER TABLE s.src RENAME TO src_rows",
      "CREATE VIEW s.src AS SELECT id, CAST(error('the disk is gone') AS DATE) AS d, v FROM s.src_rows",
    );
    const source = await explained(small, "src", "2026-03-10");
    expect([source.code, source.cell?.state, source.cell?.rows]).toEqual([3, "unknown", null]);
    const out = await text(small, "src", "2026-03-10");
    expect(out).toContain("rows UNKNOWN");
    expect(out).toContain("the disk is gone");
    expect(out).toContain("none, as far as could be read");
    const mart = await explained(small, "mart", "2026-03-10");
    expect([mart.code, mart.upstream[0]?.states]).toEqual([3, { unknown: 1 }]);
  });

  it("UNKNOWN, and ends in 3, where the ledger cannot be read", async () => {
    const small = await daily();
    await small.ops("backfill", "--tables", "mart", "--dates", "2026-03-10");
    await small.native(
      "ALTER TABLE ops.partition_writes RENAME TO lines",
      "CREATE VIEW ops.partition_writes AS SELECT * REPLACE (CAST(error('no such block') AS VARCHAR) AS run) FROM ops.lines",
    );
    const { code, writes } = await explained(small, "mart", "2026-03-10");
    expect(code).toBe(3);
    expect(writes.unread.join()).toContain("no such block");
    expect(await text(small, "mart", "2026-03-10")).toMatch(/UNKNOWN: .*no such block/);
  });
});
