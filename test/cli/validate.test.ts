import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, it } from "vitest";
import { heldByAnother, ops, pipelineOn } from "../support/processes.ts";
import { copiedSample, ownFolder } from "../support/warehouses.ts";

const AS_OF = ["--as-of", "2026-01-26T12:00:00Z"];
const validate = (warehouse: string, ...more: string[]) =>
  ops("validate", "--pipeline", pipelineOn(warehouse), "--out", ownFolder(), ...AS_OF, ...more);

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape codes are what is looked for.
const ESCAPE = /\u001b/;

describe("ops validate", () => {
  it("ends in 0 on the healthy sample, in plain text where there is no terminal", async () => {
    const { code, stdout, stderr } = await validate(inject("sample").healthy);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(
      "Training COMPLETE (sample), 308 game dates, 2024-10-22 to 2026-01-25",
    );
    expect(stdout).toContain("No findings.");
    expect(stderr).toMatch(
      /^Reading \d+ tables, 2024-10-22 to 2026-01-25\.\.\.\n {2}1\/\d+ nbac_schedule\n/,
    );
    expect(stdout + stderr).not.toMatch(ESCAPE);
  });

  it("ends in 1 on the incident, and prints nothing but one JSON document with --json", async () => {
    const { code, stdout } = await validate(inject("sample").incident, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      schemaVersion: 1,
      exitCode: 1,
      gameDates: 308,
      training: "BLOCKED",
      paths: { handoff: expect.stringMatching(/HANDOFF\.md$/) },
    });
  });

  it("looks at a range, and ends in 0 where findings are not to fail it", async () => {
    const range = ["--start", "2024-10-22", "--end", "2024-11-04"];
    const incident = inject("sample").incident;
    const { code, stdout } = await validate(incident, ...range, "--fail-on", "never");
    expect(code).toBe(0);
    expect(stdout).toContain("14 game dates, 2024-10-22 to 2024-11-04");
    expect(stdout).toContain("P0 14 dates: no Phase 4 precompute at all");
  });

  it("ends in 3 where another process has the warehouse, and says for how long it waited", async () => {
    const path = copiedSample("healthy");
    await heldByAnother(path);
    const { code, stdout, stderr } = await validate(path, "--lock-wait", "1");
    expect({ code, stdout }).toEqual({ code: 3, stdout: "" });
    expect(stderr).toContain(`Another process has ${path} open; waiting up to 1 s for it.`);
    expect(stderr).toContain(`${path} is still in use by another process after 1 s: `);
    expect(stderr).not.toMatch(ESCAPE);
  });

  it("ends in 3 where the warehouse is no database", async () => {
    const path = join(ownFolder(), "text.duckdb");
    writeFileSync(path, "This is no database. ".repeat(1000));
    const { code, stderr } = await validate(path);
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: Cannot open the warehouse .*text\.duckdb: /);
  });

  it("ends in 2 where there is no warehouse, and says how to make one", async () => {
    const path = join(ownFolder(), "nowhere.duckdb");
    const { code, stderr } = await validate(path);
    expect(code).toBe(2);
    expect(stderr).toContain(
      'Run "npm run ops -- sample load --environment sample" to make the sample\'s.',
    );
  });

  it.skipIf(!existsSync("/proc/self"))(
    "ends, and in 2, where the reports are to go below what takes no folders",
    async () => {
      const range = ["--start", "2026-01-20", "--end", "2026-01-20"];
      const { code, stderr } = await validate(
        inject("sample").healthy,
        ...range,
        "--out",
        "/proc/x/y",
      );
      expect(code).toBe(2);
      expect(stderr).toMatch(/error: \/proc\/x\/y\/.* cannot be written; .*--out: ENOENT/);
    },
  );

  it("ends in 2 where the reports cannot be written", async () => {
    const range = ["--start", "2024-10-22", "--end", "2024-10-23"];
    const out = join(ownFolder(), "file");
    writeFileSync(out, "no folder");
    const { code, stderr } = await validate(inject("sample").incident, ...range, "--out", out);
    expect(code).toBe(2);
    expect(stderr).toMatch(/error: .*file.* cannot be written/);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
