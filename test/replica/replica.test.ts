import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type Assessment, assess } from "../../src/findings/assess/assess.ts";
import { columnOf } from "../../src/grid/grid.ts";
import { runSync } from "../../src/jobs/issues/run-sync.ts";
import { type ObserveInput, observe } from "../../src/jobs/observe/observe.ts";
import { openDuckDb } from "../../src/warehouse/duckdb/duckdb.ts";
import { OWNER, REPO, startGitHub } from "../support/github/github.ts";
import { trackerOn } from "../support/github/issues.ts";
import { ROOT } from "../support/pipeline.ts";
import { day } from "../support/pipelines/declarations.ts";
import { parseWithFiles } from "../support/readings.ts";
import { run } from "../support/repair/repairs.ts";
import { buildReplica } from "./build.ts";
import { FILLINGS } from "./fill.ts";
import { throughEverything } from "./moved.ts";
import { replicaPipeline } from "./pipeline.ts";
import { OPERATORS } from "./schema.ts";

let folder: string;
let path: string;
let where: string[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "replica-"));
  path = join(folder, "replica.duckdb");
  await buildReplica(inject("sample").incident, path);
  const file = join(folder, "pipeline.yaml");
  writeFileSync(file, replicaPipeline(path));
  where = ["--environment", "replica", "--pipeline", file];
});
afterAll(() => rmSync(folder, { recursive: true }));

async function look(): Promise<Assessment> {
  const input: ObserveInput = {
    pipeline: parseWithFiles(replicaPipeline(path), "pipeline.yaml", ROOT),
    environment: "replica",
    range: { first: day("2024-10-22"), last: day("2026-01-25") },
    asOf: new Date("2026-01-26T12:00:00Z"),
    policy: "annotate",
    sources: true,
  };
  await using warehouse = await openDuckDb({ path, readOnly: true });
  return assess(await observe(input, warehouse, () => undefined));
}

/** Changes the replica for the running test and what comes after it. */
async function change(...statements: readonly string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

const dates = (seen: Assessment, id: string): number =>
  seen.findings
    .filter((one) => one.id === id)
    .reduce((sum, one) => sum + one.runs.reduce((all, { dates: own }) => all + own.length, 0), 0);

describe("the operators' warehouse with the incident in it", () => {
  it("has every declared column, by what its readings give", async () => {
    const said = await run(["config", "check", ...where]);
    expect(said.out).toContain(
      "replica: 13 tables have every declared column, and dates of type DATE",
    );
    expect(said.code).toBe(0);
  });

  it("passes the doctor, table by table, with the readings named", async () => {
    const said = await run(["doctor", ...where]);
    expect(said.out).not.toContain("FAIL");
    expect(said.out).toContain(
      "mlfs (nba_predictions.ml_feature_store_v2): dated by game_date (DATE); read by pipeline/read/production/mlfs.sql",
    );
  });

  it("shows the incident's figures: 308 dates, 28, 51, 25 and 2", async () => {
    const seen = await look();
    expect(seen.grid.days).toHaveLength(308);
    expect(dates(seen, "phase-missing:precompute")).toBe(28);
    expect(dates(seen, "table-missing:nbac_gamebook")).toBe(51);
    expect(dates(seen, "phase-partial:precompute")).toBe(25);
    expect(dates(seen, "recent-lag:recent")).toBe(2);
    expect(seen.grid.outside?.strays).toEqual([]);
    expect(columnOf(seen.grid, "player_prop_predictions").some(({ over }) => over != null)).toBe(
      false,
    );
  });
});

describe("issues of the operators' warehouse", () => {
  it("are opened by cause with the incident's dates, and the same look changes nothing", async () => {
    await using github = await startGitHub();
    const out = join(folder, "issues");
    await run(["validate", ...where, "--out", out]);
    const sync = () =>
      runSync(
        {
          ...{ mode: "validation", path: out, environment: "replica", repair: "none" },
          ...{ maxNew: 20, dryRun: false, now: new Date("2026-01-26T13:00:00Z") },
          runUrl: "https://github.test/acme/ops/actions/runs/7",
        },
        trackerOn(github),
      );
    const { synced, refused } = await sync();
    expect(refused).toEqual([]);
    const { data } = await github.octokit.rest.issues.listForRepo({
      ...{ owner: OWNER, repo: REPO, state: "open", per_page: 100 },
    });
    const titled = (what: RegExp) => data.filter(({ title }) => what.test(title));
    expect(data.length, JSON.stringify(synced?.applied)).toBeGreaterThan(3);
    // Both seasons' first fortnights.
    expect(titled(/14 dates|28 dates|2024-10-22|2025-10-21/).length).toBeGreaterThan(0);
    expect(data.map(({ body }) => body).join("\n")).toContain("nbac_gamebook");
    expect((await sync()).synced?.applied).toEqual([]);
  });

  it("let the gate stop training, with the 28 dates named", async () => {
    const { out, code } = await run(["gate", ...where, "--out", join(folder, "gate")]);
    expect(code).toBe(1);
    expect(out).toMatch(/training is BLOCKED/);
    expect(out).toMatch(/2024-10-22/);
  });
});

describe("the 28 dates that the services do not fill", () => {
  const selected = [
    "--tables",
    "tdza,psza,pdc,pcf,mlfs",
    "--dates",
    "2024-10-22..2024-11-04,2025-10-21..2025-11-03",
  ];

  it("are refused before anything runs, with the override that other services have too", async () => {
    const said = await run(["plan", ...where, ...selected, "--include-warm-up", "--json"]);
    const { cells, refused } = JSON.parse(said.out);
    expect(cells).toEqual([]);
    expect(refused).toHaveLength(140);
    for (const one of refused) expect(one).toMatchObject({ rule: "warm-up", override: null });
    expect(refused[0].evidence).toMatch(
      /skip days 0 to 13, and nothing makes them fill these\. Expect them/,
    );
  });

  it("are beyond every ceiling, and the handoff says the two ways", async () => {
    const seen = await look();
    expect(seen.ceilings.completion[4]).toBeCloseTo((100 * 280) / 308, 5);
    const out = join(folder, "reports");
    await run(["validate", ...where, "--out", out]);
    const handoff = readFileSync(join(out, "replica/latest/HANDOFF.md"), "utf8");
    expect(handoff).toContain(
      "Expect these dates to be absent, by the rule below in a pull request",
    );
    expect(handoff).toContain("policy: expected");
    expect(handoff).not.toContain("include-warm-up` the same producers");
  });

  it("are complete where a dataset of ours is read together with theirs", async () => {
    await change(
      "CREATE SCHEMA nba_ops",
      `CREATE TABLE nba_ops.pcf AS SELECT game_date, game_id, player_lookup AS player_id, player_lookup
       FROM nba_analytics.upcoming_player_game_context WHERE game_date BETWEEN '2024-10-22' AND '2024-11-04'`,
    );
    const both = join(folder, "both.yaml");
    const file = join(folder, "pcf.sql");
    const select = (columns: string, from: string) =>
      `SELECT game_date, game_id, ${columns} FROM \`${from}\` WHERE game_date BETWEEN @first_date AND @last_date`;
    writeFileSync(
      file,
      `${select("player_lookup AS player_id, player_lookup", "nba_precompute.player_composite_factors")}
       UNION ALL ${select("player_id, player_lookup", "nba_ops.pcf")}`,
    );
    writeFileSync(
      both,
      replicaPipeline(path, ({ tables }) => {
        const { production } = tables.find(({ id }: { id: string }) => id === "pcf").read;
        Object.assign(production, { file: relative(process.cwd(), file), also: ["nba_ops.pcf"] });
      }),
    );
    const out = join(folder, "both");
    await run(["validate", "--environment", "replica", "--pipeline", both, "--out", out]);
    const csv = readFileSync(join(out, "replica/latest/gaps.csv"), "utf8");
    expect(csv).toMatch(/2025-10-21,precompute,pcf/);
    expect(csv).not.toMatch(/2024-10-22,precompute,pcf/);
  });
});

describe("every type of the operators' tables", () => {
  // The schedule has no players to be halved by; its types are those of others.
  const tables = Object.entries(OPERATORS).filter(
    ([name]) => FILLINGS[name] !== undefined && name !== "nba_raw.nbac_schedule",
  );
  it.each(tables.map(([name, { partitionColumn }]) => [name, partitionColumn] as const))(
    "%s goes through stage, swap, keep and undo byte for byte",
    async (table, dateColumn) => {
      const own = join(folder, "moved.duckdb");
      copyFileSync(path, own);
      await using warehouse = await openDuckDb({ path: own, readOnly: false });
      await throughEverything(warehouse, {
        ...{ table, dateColumn, date: day("2024-12-01"), asText: "to_json(t)" },
        texts: async (sql) => (await warehouse.query(sql)).map((row) => String(row["row_text"])),
      });
    },
  );
});

describe("a reading that cannot run", () => {
  it("is a finding that names the file, and the table is unknown", async () => {
    await change("ALTER TABLE nba_precompute.team_defense_zone_analysis RENAME team_abbr TO team");
    const said = await run(["config", "check", ...where]);
    expect(said.out).toMatch(
      /replica: tdza: it is read by pipeline\/read\/production\/tdza\.sql, which cannot run: .*team_abbr/,
    );
    expect(said.code).toBe(1);
    await change("ALTER TABLE nba_precompute.team_defense_zone_analysis RENAME team TO team_abbr");
  });
});

describe("a game that the schedule has moved", () => {
  it("is expected on its new date alone, and what stayed on the old one is a moved game", async () => {
    await change(
      // The schedule as it was corrected later: the game of 2026-01-08 is played on the 29th.
      `INSERT INTO nba_raw.nbac_schedule BY NAME SELECT * REPLACE (DATE '2026-01-29' AS game_date, processed_at + INTERVAL 20 DAY AS processed_at)
       FROM nba_raw.nbac_schedule WHERE game_id = '0022500529' AND game_date = '2026-01-08'`,
      // Features had been made for it.
      `INSERT INTO nba_precompute.player_composite_factors BY NAME
       SELECT * REPLACE ('20260108_MIA_CHI' AS game_id, player_lookup || 'x' AS player_lookup)
       FROM nba_precompute.player_composite_factors WHERE game_date = '2026-01-08' LIMIT 5`,
    );
    const seen = await look();
    expect(dates(seen, "games-short:raw")).toBe(0);
    expect(seen.grid.outside?.strays).toEqual([
      {
        ...{ table: "pcf", kind: "moved-game", date: "2026-01-08", game: "20260108_MIA_CHI" },
        ...{ rows: 5, belongs: "2026-01-29" },
      },
    ]);
    expect(seen.grid.outside?.suspects).toEqual([]);
  });
});

describe("placeholder rows", () => {
  it("are no rows", async () => {
    await change(
      `INSERT INTO nba_predictions.ml_feature_store_v2 BY NAME
       SELECT * REPLACE (DATE '2024-10-22' AS game_date, NULL AS feature_0_value, NULL AS feature_1_value)
       FROM nba_predictions.ml_feature_store_v2 WHERE game_date = '2024-12-01'`,
    );
    const seen = await look();
    expect(columnOf(seen.grid, "mlfs")[0]).toMatchObject({
      date: "2024-10-22",
      state: "missing",
      rows: 0,
    });
  });
});
