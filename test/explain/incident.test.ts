import { beforeAll, describe, expect, it } from "vitest";
import { PIPELINE } from "../../src/commands/options.ts";
import { type Explanation, explain, explanationExitCode } from "../../src/explain/explanation.ts";
import type { Recorded } from "../../src/explain/writes.ts";
import { type Assessment, assess } from "../../src/findings/assess/assess.ts";
import { observe } from "../../src/jobs/observe/observe.ts";
import { tryReadLedger } from "../../src/jobs/shared/ledger.ts";
import { renderExplanation } from "../../src/render/explain/explanation.ts";
import { renderHandoff } from "../../src/render/handoff/handoff.ts";
import { aProvenance } from "../support/assessments.ts";
import { aContext, commandsIn, typed } from "../support/handoffs.ts";
import { day } from "../support/pipelines/declarations.ts";
import { at, behindItsBack, placeIn, run } from "../support/repair/repairs.ts";
import { WHOLE_SAMPLE } from "../support/validations.ts";
import { openSample, ownFolder } from "../support/warehouses.ts";

let assessment: Assessment;
let recorded: Recorded;

beforeAll(async () => {
  await using warehouse = await openSample("incident");
  const { lineage } = await tryReadLedger(warehouse);
  const input = { ...WHOLE_SAMPLE, sources: true };
  assessment = assess(await observe(input, warehouse, () => undefined));
  recorded = { lineage, runs: new Map(), attempts: [], unread: [] };
});

const paths = { pipelineFile: null, csvFile: null, out: null };

function explained(table: string, date: string): Explanation {
  const found = explain(assessment, { table, date: day(date) }, recorded, paths);
  if (found === null) throw new Error(`${date} is no date of the calendar.`);
  return found;
}

/** The sample is loaded when its file is built. */
const timeless = (text: string): string =>
  text.replaceAll(/20\d\d-\d\d-\d\dT[\d:.]+Z sample-load/g, "LOADED sample-load");

const CELLS = [
  ["pdc", "2025-10-21", "the warm-up of a season"],
  ["mlfs", "2025-10-22", "what is computed from other cells of the same repair"],
  ["nbac_gamebook", "2026-01-23", "a source's outage"],
  ["psza", "2026-01-20", "a complete cell"],
  ["nbac_schedule", "2026-01-20", "the schedule, which all is held against"],
  ["prediction_grades", "2025-10-21", "what lacks because another table lacks it"],
  ["mlfs", "2026-01-25", "a newest date"],
] as const;

describe("ops explain on the incident of 2026-01-25", () => {
  it.each(CELLS)("%s %s: %s", async (table, date) => {
    const text = timeless(renderExplanation(explained(table, date)));
    await expect(`${text}\n`).toMatchFileSnapshot(`golden/${table}-${date}.txt`);
  });

  it("prints the commands of the handoff, letter for letter, and each of them can be typed", async () => {
    const handoff = renderHandoff(
      assessment,
      aProvenance({ pipelineFile: PIPELINE.default }),
      aContext(),
    );
    const printed = new Set(commandsIn(handoff));
    const lines = CELLS.flatMap(([table, date]) =>
      explained(table, date).findings.flatMap(({ repair }) => repair.phaseLine ?? []),
    );
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(printed).toContain(line);
    const alone = CELLS.flatMap(([table, date]) =>
      explained(table, date).findings.flatMap(({ repair }) => repair.line ?? []),
    );
    for (const line of [...lines, ...alone]) expect((await typed(line)).name).toBe("backfill");
  });

  it("ends in 1 where something was found, and in 0 where nothing was", () => {
    expect(explanationExitCode(explained("pdc", "2025-10-21"))).toBe(1);
    expect(explanationExitCode(explained("psza", "2026-01-20"))).toBe(0);
  });

  it("finds no more and no less of any cell than the findings hold of it", () => {
    const { grid, findings } = assessment;
    const cells = findings.flatMap((finding) => finding.cells.map((cell) => ({ finding, cell })));
    const some = cells.filter((_, index) => index % 20 === 0);
    expect(some.length).toBeGreaterThan(10);
    for (const { finding, cell } of some)
      expect(explained(cell.table, cell.date).findings.map((one) => one.finding.id)).toContain(
        finding.id,
      );
    expect(grid.tables).toHaveLength(15);
  });
});

describe("ops explain of a day that is none of the calendar's", () => {
  it("says which rows stand there, where they belong, and the line that takes them out", async () => {
    const place = placeIn(ownFolder(), "incident");
    await behindItsBack(
      place.file,
      `INSERT INTO nba_raw.nbac_gamebook_player_stats SELECT * REPLACE (DATE '2025-12-24' AS game_date)
       FROM nba_raw.nbac_gamebook_player_stats WHERE game_id = '0022500396'`,
    );
    const said = await run(["explain", "nbac_gamebook", "2025-12-24", ...at(place)]);
    expect(said.code, said.err).toBe(1);
    expect(said.out).toContain("nbac_gamebook 2025-12-24 (sample): no date of the calendar, as of");
    expect(said.out).toContain("of game 0022500396 that do not belong here (wrong-date)");
    expect(said.out).toMatch(/npm run ops -- backfill .* --remove-strays/);
  });
});

describe("ops explain on the command line", () => {
  it("prints the same, as text and as one document, and writes nothing", async () => {
    const place = placeIn(ownFolder(), "incident");
    const words = ["explain", "pdc", "2025-10-21", ...at(place)];
    const asText = await run(words);
    expect(asText.code, asText.err).toBe(1);
    expect(asText.out).toContain("pdc 2025-10-21 (sample): missing, as of 2026-01-26T12:00:00Z");
    expect(asText.out).toContain(
      `plan phase 1: npm run ops -- backfill --environment sample --pipeline ${place.pipeline} --out ${place.out} --plan-phase 1`,
    );
    const asJson = await run([...words, "--json"]);
    const document = JSON.parse(asJson.out);
    expect(document).toMatchObject({
      ...{ schemaVersion: 1, exitCode: 1, date: "2025-10-21" },
      cell: { state: "missing", rows: 0 },
      findings: [{ cause: "warm-up", finding: { priority: "P0", dates: 28 } }],
    });
    const { findings, blocks, held } = explained("pdc", "2025-10-21");
    expect(document.held).toEqual(held);
    expect(document.blocks).toEqual(blocks);
    expect(document.findings[0].evidence).toEqual(findings[0]?.evidence);
  });

  it.each([
    ["a slip of a table's id", "pcd", "2026-01-20", 2, "did you mean pdc? In all there are"],
    [
      "a table's own name",
      "player_daily_cache",
      "2026-01-20",
      2,
      'There is no table "player_daily_cache" in sample; did you mean pdc?',
    ],
    ["a word like none", "weather", "2026-01-20", 2, 'no table "weather" in sample; there are'],
    [
      "a day after the last",
      "pdc",
      "2026-02-01",
      2,
      "2026-02-01 is outside of what is validated, 2024-10-22..2026-01-25 as of 2026-01-26T12:00:00.000Z; the nearest day within it is 2026-01-25.",
    ],
    ["a day before the first", "pdc", "2020-02-01", 2, "the nearest day within it is 2024-10-22."],
    ["no day", "pdc", "yesterday", 2, '"yesterday" is not a calendar day; write YYYY-MM-DD'],
    [
      "a day without a game",
      "pdc",
      "2025-10-20",
      1,
      "No game date lies in 2025-10-20. nbac_schedule lists dates nearest on 2025-06-22 and 2025-10-21",
    ],
  ])("refuses %s", async (_, table, date, code, message) => {
    const place = placeIn(ownFolder(), "incident");
    const said = await run(["explain", table, date, ...at(place)]);
    expect([said.code, said.out]).toEqual([code, ""]);
    expect(said.err).toContain(message);
  });
});
