import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { behindItsBack, run } from "../../support/repair/repairs.ts";
import { ownFolder } from "../../support/warehouses.ts";

const FILES = join(import.meta.dirname, "pipelines/late");

/** A small pipeline whose mart sums an upstream that somebody else fills; the last statement is the late rows. */
async function aLatePlace() {
  const root = ownFolder();
  const file = join(root, "w.duckdb");
  copyFileSync(join(FILES, "mart.sql"), join(root, "mart.sql"));
  copyFileSync(join(FILES, "src.mjs"), join(root, "src.mjs"));
  const pipeline = join(root, "pipeline.yaml");
  const text = readFileSync(join(FILES, "pipeline.yaml"), "utf8");
  writeFileSync(pipeline, text.replace("w.duckdb", file));
  const statements = readFileSync(join(FILES, "create.sql"), "utf8")
    .split(";")
    .filter((statement) => statement.trim() !== "");
  await behindItsBack(file, ...statements.slice(0, -1));
  const where = ["--environment", "local", "--pipeline", pipeline, "--lock-wait", "0"];
  where.push("--as-of", "2026-03-13T18:00:00Z");
  const out = ["--out", join(root, "reports")];
  return { root, file, where, out, late: statements.at(-1) ?? "" };
}

describe("rows that reach an upstream after we computed from it", () => {
  it("make its date stale and stop the gate; validating and the gate change no byte of the file", async () => {
    const { root, file, where, out, late } = await aLatePlace();
    const rebuild = ["backfill", ...where, ...out, "--tables", "mart", "--force"];
    const made = await run([...rebuild, "--dates", "2026-03-01..2026-03-12"], { root });
    expect(made.code, made.err + made.out).toBe(0);
    const gate = ["gate", ...where, ...out, "--require", "ready"];
    expect(await run(gate, { root })).toMatchObject({ code: 0 });

    await behindItsBack(file, late);
    const before = readFileSync(file);
    const said = await run(["validate", ...where, ...out, "--fail-on", "P2", "--json"], { root });
    expect(said.code, said.err).toBe(1);
    const record = JSON.parse(
      readFileSync(join(root, "reports/local/latest/run.json"), "utf8"),
    ) as {
      findings: { id: string; dates: string[] }[];
      diagnoses: { evidence: string[] }[];
    };
    expect(record.findings).toMatchObject([{ id: "stale:mart", dates: ["2026-03-05"] }]);
    expect(record.diagnoses[0]?.evidence).toContain(
      "src of 2026-03-05 held 1 rows then and holds 11 now.",
    );
    const stopped = await run(gate, { root });
    expect(stopped.code).toBe(1);
    expect(stopped.out).toContain("1 needed cell is stale: mart 2026-03-05");
    expect(readFileSync(file).equals(before)).toBe(true);

    const repaired = await run(["backfill", ...where, ...out], { root });
    expect(repaired.code, repaired.err).toBe(0);
    expect(await run(gate, { root })).toMatchObject({ code: 0 });
  });
});
