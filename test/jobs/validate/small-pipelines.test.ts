import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RunRecordSchema } from "../../../src/records/run-record.ts";
import { openPipeline, tableIn } from "../../support/pipelines/pipelines.ts";
import { ownFolder } from "../../support/warehouses.ts";

const COMMANDS = ["config check", "validate", "plan", "backfill", "gate", "completeness"];

describe("a table whose date column is no DATE", () => {
  it.each([
    ["TIMESTAMP", "TIMESTAMP"],
    ["TIMESTAMPTZ", "TIMESTAMP WITH TIME ZONE"],
    ["VARCHAR", "VARCHAR"],
  ])("is refused by every command alike, with table, column and type: %s", async (type, said) => {
    const small = await openPipeline("ts_col", "2026-03-13T18:00:00Z");
    await small.native(`ALTER TABLE s.src ALTER COLUMN ts TYPE ${type}`);
    const before = await small.rows("SELECT * FROM s.src ORDER BY ALL");
    const words = `Table src (s.src): its dateColumn ts has the type ${said}, not DATE.`;
    for (const command of COMMANDS) {
      const { code, out, err } = await small.ops(command);
      expect([command, code, out]).toEqual([command, 2, ""]);
      expect(err).toContain(words);
      expect(err).toContain("Declare a DATE column as dateColumn, or declare a view");
    }
    expect(await small.rows("SELECT * FROM s.src ORDER BY ALL")).toEqual(before);
  });

  it("is read where a view of it has a DATE, and config check opens no warehouse without an environment", async () => {
    const small = await openPipeline("ts_col", "2026-03-13T18:00:00Z");
    await small.native("CREATE VIEW s.src_by_day AS SELECT *, CAST(ts AS DATE) AS d FROM s.src");
    small.declare((declaration) => {
      Object.assign(tableIn(declaration, "src"), { name: "s.src_by_day", dateColumn: "d" });
    });
    expect(await small.ops("config check")).toMatchObject({
      code: 0,
      out: expect.stringContaining("local: 2 tables have every declared column"),
    });
    const { code, out } = await small.ops("validate");
    expect(code).toBe(1);
    expect(out).toContain("P0 1 date: src missing (2026-03-06)");
    small.declare((declaration) => {
      declaration["environments"].local.path = join(ownFolder(), "none.duckdb");
    });
    expect((await small.ops("config check")).code).toBe(2);
  });
});

describe("a mart with a row a Sunday", () => {
  const AS_OF = "2026-03-22T18:00:00Z";
  const mart = (rows: string) => `SELECT d, v FROM s.mart ${rows} ORDER BY d`;

  it("is judged on its Sundays alone, and training is ready", async () => {
    const small = await openPipeline("weekly", AS_OF);
    const { code, out } = await small.ops("validate");
    expect(out).toContain("Training COMPLETE (local), 21 game dates");
    expect([code, out.includes("No findings.")]).toEqual([0, true]);
    expect((await small.ops("gate", "--require", "ready")).code).toBe(0);
    const handoff = readFileSync(join(small.folder, "reports/local/latest/HANDOFF.md"), "utf8");
    expect(handoff).toContain(
      "18 cells on 18 dates: `mart has no rows on this day: its cadence is weekly, on Sunday`",
    );
  });

  it("is P0 on eighteen days where it does not say so, as every daily table is", async () => {
    const small = await openPipeline("weekly", AS_OF, (declaration) => {
      delete tableIn(declaration, "mart")["cadence"];
    });
    const { out } = await small.ops("validate");
    expect(out).toContain("P0 12 dates: mart missing");
    expect(out).toContain("P0 6 dates: mart has no row from 2026-03-16 on");
  });

  it("is written on its Sundays and on no other day, by force neither", async () => {
    const small = await openPipeline("weekly", AS_OF);
    await small.native("DELETE FROM s.mart WHERE d = DATE '2026-03-08'");
    const { code, out } = await small.ops(
      "backfill",
      ...["--force", "--tables", "mart", "--start", "2026-03-06", "--end", "2026-03-15"],
    );
    expect([code, out.includes("2 done, proven")]).toEqual([0, true]);
    expect(out).toMatch(/refused \(cadence\): mart on 8 dates, such as 2026-03-06: .*on Sunday/);
    expect(await small.rows(mart(""))).toEqual([
      { d: "2026-03-01", v: 7 },
      { d: "2026-03-08", v: 1 },
      { d: "2026-03-15", v: 1 },
    ]);
    const named = await small.ops("backfill", "--tables", "mart", "--dates", "2026-03-09");
    expect(named.out).toMatch(/refused \(cadence\): mart on 1 date, such as 2026-03-09/);
    expect(named.out).toContain("Nothing that can be run: nothing was changed.");
  });

  it("has rows that somebody wrote on other days as a finding, with their number", async () => {
    const small = await openPipeline("weekly", AS_OF);
    await small.native("INSERT INTO s.mart VALUES (DATE '2026-03-10', 7), (DATE '2026-03-11', 7)");
    expect((await small.ops("validate")).out).toContain(
      "P1 2 dates: mart: 2 rows on days outside its cadence (weekly, on Sunday)",
    );
  });

  it("says what is wrong where the declared day is another one", async () => {
    const small = await openPipeline("weekly", AS_OF, (declaration) => {
      tableIn(declaration, "mart")["cadence"] = { weekly: "monday" };
    });
    const { code, out } = await small.ops("validate");
    expect(code).toBe(1);
    expect(out).toContain("P0 3 dates: mart is empty on every date");
    expect(out).toContain("3 rows on days outside its cadence (weekly, on Monday)");
  });
});

describe("a source that may have nothing", () => {
  const AS_OF = "2026-03-22T18:00:00Z";
  const nothing = "process.exit(0);\n";

  async function without(change: (src: Record<string, unknown>) => void) {
    const small = await openPipeline("weekly", AS_OF, (declaration) => {
      delete tableIn(declaration, "mart")["upstream"];
      change(tableIn(declaration, "src"));
    });
    writeFileSync(join(small.folder, "src.mjs"), nothing);
    await small.native("DELETE FROM s.src WHERE d = DATE '2026-03-12'");
    return small;
  }

  it("is a gap where the table does not allow it, and an answer without rows is refused", async () => {
    const small = await without(() => undefined);
    expect((await small.ops("validate")).out).toContain("P0 1 date: src missing (2026-03-12)");
    const { code, out } = await small.ops("backfill", "--tables", "src");
    expect(code).toBe(1);
    expect(out).toContain("1 failed");
  });

  it("is none where the table allows it, without a record and with one", async () => {
    const small = await without((src) => (src["empty"] = "allowed"));
    const reason = async () => {
      const said = await small.ops("validate");
      expect([said.code, said.out.includes("No findings.")]).toEqual([0, true]);
      return said;
    };
    await reason();
    const dates = ["--force", "--tables", "src", "--dates", "2026-03-12"];
    expect(await small.ops("backfill", ...dates)).toMatchObject({
      code: 0,
      out: expect.stringContaining("1 done, proven"),
    });
    expect(await small.rows("SELECT table_id, row_count FROM ops.partition_writes")).toEqual([
      { table_id: "src", row_count: 0 },
    ]);
    await reason();
  });

  it("still never loses rows to an answer without any", async () => {
    const small = await without((src) => (src["empty"] = "allowed"));
    const dates = ["--force", "--tables", "src", "--dates", "2026-03-13"];
    const { code, out } = await small.ops("backfill", ...dates);
    expect([code, out.includes("1 failed")]).toEqual([1, true]);
    expect(await small.rows("SELECT COUNT(*) AS n FROM s.src WHERE d = DATE '2026-03-13'")).toEqual(
      [{ n: 1 }],
    );
  });
});

describe("a column that is gone", () => {
  const AS_OF = "2026-03-22T18:00:00Z";
  const drop = "ALTER TABLE s.src DROP COLUMN v";
  /** The mart no longer reads the column that goes. */
  const counting = (folder: string) =>
    writeFileSync(
      join(folder, "mart.sql"),
      "SELECT d, COUNT(*) AS v FROM `s.src` WHERE d IN (SELECT x FROM UNNEST(@dates) AS x) GROUP BY d",
    );
  const record = (folder: string) =>
    RunRecordSchema.parse(
      JSON.parse(readFileSync(join(folder, "reports/local/latest/run.json"), "utf8")),
    );

  it("and that an earlier validation saw stops validate and the gate, until it is back or declared as dropped", async () => {
    const small = await openPipeline("weekly", AS_OF);
    counting(small.folder);
    const gate = () => small.ops("gate", "--require", "ready");
    expect([(await small.ops("validate")).code, (await gate()).code]).toEqual([0, 0]);
    expect(record(small.folder).columns?.seen["src"]).toEqual({
      ...{ id: "INTEGER", d: "DATE", v: "INTEGER" },
    });
    await small.native(drop);
    const words = "P0 21 dates: src: column v is gone (INTEGER when it was last seen)";
    for (const _ of ["the first morning", "and the next"]) {
      expect((await gate()).code).toBe(1);
      expect(await small.ops("validate")).toMatchObject({
        code: 1,
        out: expect.stringContaining(words),
      });
    }
    expect(record(small.folder)).toMatchObject({
      training: "UNBLOCKED",
      columns: { missed: { src: { v: "INTEGER" } } },
    });
    small.declare((declaration) => {
      tableIn(declaration, "src")["droppedColumns"] = ["v"];
    });
    expect([(await small.ops("validate")).code, (await gate()).code]).toEqual([0, 0]);
    expect(record(small.folder).columns?.missed).toEqual({});
  });

  it("is told once more when it is back in another type, for information", async () => {
    const small = await openPipeline("weekly", AS_OF);
    counting(small.folder);
    await small.ops("validate");
    await small.native(drop);
    expect((await small.ops("validate")).code).toBe(1);
    await small.native(
      "ALTER TABLE s.src ADD COLUMN v BIGINT",
      "ALTER TABLE s.src ADD COLUMN w TEXT",
    );
    const { code, out } = await small.ops("validate");
    expect(code).toBe(0);
    expect(out).toContain("P2: src: column v is BIGINT and was INTEGER, column w is new");
    expect((await small.ops("validate")).out).toContain("No findings.");
  });

  it("and that a model reads stops both without any earlier validation: the model cannot run", async () => {
    const small = await openPipeline("weekly", AS_OF);
    await small.native(drop);
    const { code, out } = await small.ops("validate");
    expect(code).toBe(1);
    expect(out).toContain(
      'mart: its model mart.sql cannot run: Binder Error: Referenced column "v"',
    );
    expect((await small.ops("gate", "--require", "ready")).code).toBe(1);
    expect(await small.ops("config check")).toMatchObject({
      code: 1,
      out: expect.stringContaining("local: mart: its model mart.sql cannot run"),
    });
  });

  it("and that a model gives stops both too", async () => {
    const small = await openPipeline("weekly", AS_OF);
    await small.native("ALTER TABLE s.mart DROP COLUMN v");
    const words = "mart: column v is gone (given by mart.sql)";
    expect(await small.ops("validate")).toMatchObject({
      code: 1,
      out: expect.stringContaining(words),
    });
    expect((await small.ops("gate", "--require", "ready")).code).toBe(1);
    expect((await small.ops("config check")).out).toContain(words);
  });

  it("and that its model no longer gives was taken out on purpose", async () => {
    const small = await openPipeline("weekly", AS_OF);
    await small.ops("validate");
    writeFileSync(
      join(small.folder, "mart.sql"),
      "SELECT DISTINCT d FROM `s.src` WHERE d IN (SELECT x FROM UNNEST(@dates) AS x)",
    );
    await small.native("ALTER TABLE s.mart DROP COLUMN v");
    expect((await small.ops("validate")).out).toContain("No findings.");
  });

  it("and by which a table is counted leaves it unknown, by name and not by the engine's words", async () => {
    const small = await openPipeline("weekly", AS_OF);
    await small.native("ALTER TABLE s.src DROP COLUMN id");
    const { code, out, err } = await small.ops("validate");
    expect(code).toBe(3);
    expect(out).toContain("P0 21 dates: src: column id is gone (declared as one of its keys)");
    expect(err).toContain(
      "UNKNOWN: src could not be read: s.src has no column id (one of its keys)",
    );
    expect((await small.ops("gate", "--require", "ready")).out).toContain("STOP (local)");
    expect((await small.ops("config check")).code).toBe(1);
  });

  it("is compared with the same environment's validation alone, and with none of an earlier version", async () => {
    const small = await openPipeline("weekly", AS_OF);
    counting(small.folder);
    await small.ops("validate");
    await small.native(drop);
    const file = join(small.folder, "reports/local/latest/run.json");
    const kept = JSON.parse(readFileSync(file, "utf8"));
    writeFileSync(file, JSON.stringify({ ...kept, environment: "another" }));
    expect((await small.ops("gate", "--require", "ready")).code).toBe(0);
    const { columns: _, ...older } = kept;
    writeFileSync(file, JSON.stringify(older));
    expect((await small.ops("validate")).out).toContain("No findings.");
  });
});
