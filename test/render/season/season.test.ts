import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Assessment, assess } from "../../../src/findings/assess/assess.ts";
import type { Cell, Grid } from "../../../src/grid/grid.ts";
import type { Waiver } from "../../../src/pipeline/schema.ts";
import { renderSeason } from "../../../src/render/season/season.ts";
import { anAssessment, broken, healthy, unread } from "../../support/assessments.ts";
import { season2024 } from "../../support/csv-assessment.ts";
import {
  aCell,
  aDay,
  aGame,
  aGrid,
  aMissing,
  anUnknown,
  gridOfCells,
  LONG_AFTER,
  read,
  someCounts,
} from "../../support/grids.ts";
import { outsideCode, tablesOf } from "../../support/markdown.ts";
import { withOverride } from "../../support/pipeline.ts";
import {
  aPhase,
  aPipeline,
  aTable,
  aWaiver,
  byGames,
  day,
} from "../../support/pipelines/declarations.ts";

/** The table under a heading, without its header. */
function under(markdown: string, heading: string): string[][] {
  const from = markdown.indexOf(`# ${heading}\n`);
  if (from === -1) throw new Error(`There is no heading "${heading}".`);
  const section = markdown.slice(from).split(/\n#+ /)[0] ?? "";
  return tablesOf(section)[0]?.slice(2) ?? [];
}

const textUnder = (markdown: string, heading: string): string =>
  (markdown.slice(markdown.indexOf(`# ${heading}\n`)).split(/\n#+ /)[0] ?? "")
    .split("\n")
    .slice(1)
    .join("\n")
    .trim();

describe("the season report of the real CSV of 2024-25", () => {
  const text = renderSeason(season2024());

  it("is the one that was read and found right", async () => {
    await expect(text).toMatchFileSnapshot("golden/season-2024-25-csv.md");
  });

  it("says what was found: 14 dates without Phase 4, 10 partial, ten thin, 6 team rows for 2 games", () => {
    const phase4 = under(text, "By phase and table").find(([name]) => name?.includes("Phase 4"));
    expect(phase4).toEqual(["**Phase 4 precompute**", "189", "10", "14", "-", "-", "10", "-"]);
    expect(under(text, "Thin dates")).toEqual([
      ["tdza", "2024-11-16..2024-11-25 (10)", "10", "1 to 29", "30"],
    ]);
    expect(under(text, "Over-counts")).toEqual([
      ["2024-10-22", "team_defense", "6 rows", "2 games, 4 rows", "2"],
    ]);
  });

  it("says that grades and mlfs are nowhere and that predictions lack on 14 dates", () => {
    const missing = Object.fromEntries(
      under(text, "By phase and table").map(([name, , , n]) => [name, n]),
    );
    expect(missing).toMatchObject({
      prediction_grades: "213",
      "mlfs (watched only)": "213",
      player_prop_predictions: "14",
    });
  });

  it("gives the average and the best that can be reached", () => {
    expect(text).toContain("score **77.1** on average: 0 excellent, 199 good, 0 fair and 14 poor.");
    expect(text).toContain("the average reaches **77.4** at most.");
    const repairable = renderSeason(season2024(withOverride()));
    expect(repairable).toContain("the average reaches **78.7** at most.");
  });

  it("tells every date that lost something, those alike in one row", () => {
    expect(under(text, "Worst dates").map(([score, dates]) => [score, dates])).toEqual([
      ["40.0", "14"],
      ["70.0", "2"],
      ["75.0", "8"],
      ["80.0", "189"],
    ]);
  });
});

describe("a grid with unknown cells", () => {
  const assessment = anAssessment((table, date) => {
    if (date === "2025-10-22") return anUnknown({ reason: "quota exceeded" });
    if (table === "prediction_grades" && date > "2026-01-10")
      return anUnknown({ reason: "quota exceeded" });
    return table === "pdc" && date === "2025-10-21" ? aMissing() : undefined;
  });
  const text = renderSeason(assessment);

  it("is shown as unknown, with bounds, as it was read and found right", async () => {
    await expect(text).toMatchFileSnapshot("golden/season-unknown.md");
  });

  it("bounds what depends on the unread", () => {
    expect(text).toContain("score **98.7 (69.0 to 99.0)** on average");
    expect(text).toContain("is there on **50.0 % to 75.0 %** of the dates");
    expect(under(text, "Month by month").map((row) => row.at(-1))).toEqual(["0 to 1", "0"]);
  });

  it("says which dates have no score and which band is not certain", () => {
    expect(text).toContain(
      "**UNKNOWN:** 1 date may be worse and has no score, because nothing of it could be read: 2025-10-22.",
    );
    expect(under(text, "Distribution").map((row) => [row[0], row.at(-1)])).toEqual([
      ["Excellent", "1"],
      ["Good", "0"],
      ["Fair", "0"],
      ["Poor", "0"],
      ["UNKNOWN", "1"],
    ]);
  });

  it("claims nothing about what was not read", () => {
    for (const heading of ["Over-counts", "Thin dates"])
      expect(textUnder(text, heading)).toBe("None among the cells that could be read.");
  });
});

describe("empty cases", () => {
  it("has a sentence where no date counts", () => {
    const text = renderSeason(assess(gridOfCells({ box_scores: [] })));
    expect(text.split("\n")[0]).toBe("# Season report: no game dates (test)");
    expect(text).toContain("There is no game date from 2026-01-10 to 2026-01-10");
    expect(text).toContain("lists no game that counts");
  });

  it("has a sentence under each heading where all is well", () => {
    const text = renderSeason(healthy());
    expect(textUnder(text, "Worst dates")).toBe("No date with a score lost a point.");
    expect(textUnder(text, "Over-counts")).toMatch(/^None: /);
    expect(textUnder(text, "Thin dates")).toMatch(/^None: /);
    expect(textUnder(text, "Waived and expected to be absent")).toBe(
      "None: every cell is expected.",
    );
    expect(textUnder(text, "Findings by priority")).toMatch(/^None: /);
    expect(text).toContain("No stage of the score takes a point from the average.");
    expect(text).not.toContain("UNKNOWN");
  });

  it("says so where nothing is expected of any date", () => {
    const cell = aCell({ state: "expected-absent", reason: "the source withholds it" });
    const text = renderSeason(assess(gridOfCells({ box_scores: [cell] })));
    expect(text).toContain("score **nothing expected** on average");
    expect(textUnder(text, "By stage of the score")).toBe("No stage has a value on any date.");
    expect(under(text, "Distribution").at(-1)).toContain("nothing is expected");
    expect(under(text, "Waived and expected to be absent")).toEqual([
      ["`the source withholds it`", "box_scores", "1", "1 cell", "2026-01-10"],
    ]);
  });

  it("names the phases that have no table in the environment", () => {
    const text = renderSeason(assess(gridOfCells({ box_scores: [aCell()] })));
    expect(text).toContain("Without a table here: features.");
  });
});

describe("several seasons", () => {
  const days = [
    aDay({ date: day("2025-06-21"), season: "2024-25" }),
    aDay({ date: day("2025-06-22"), season: "2024-25" }),
    aDay({ date: day("2025-10-21"), season: "2025-26", seasonDay: 0 }),
  ];
  const cells = days.map(({ date }, index) => (index === 1 ? aMissing({ date }) : aCell({ date })));
  const text = renderSeason(assess(gridOfCells({ box_scores: cells }, { days })));

  it("have a section each, and a row each in the overview", () => {
    expect(text).toContain("# Season report: 2024-25 and 2025-26 (test)");
    expect(text.match(/^## Season .*/gm)).toEqual(["## Season 2024-25", "## Season 2025-26"]);
    expect(under(text, "Executive summary").map(([season, dates]) => [season, dates])).toEqual([
      ["2024-25", "2"],
      ["2025-26", "1"],
    ]);
  });

  it("are counted apart", () => {
    expect(text.match(/^\| Poor .*/gm)?.map((row) => row.split("|")[3]?.trim())).toEqual([
      "1",
      "0",
    ]);
  });
});

describe("by phase", () => {
  const tables = ["one", "two"].map((id) => aTable({ id, phase: "features" }));
  const phaseOf = (...cells: Partial<Cell>[]) => {
    const columns = Object.fromEntries(
      tables.map(({ id }, index) => [id, [aCell(cells[index])]] as const),
    );
    const grid = gridOfCells(columns, { pipeline: aPipeline({ tables }) });
    const markdown = renderSeason(assess(grid));
    const header = /\| dates by phase.*/.exec(markdown)?.[0].split("|") ?? [];
    const row = /\| \*\*features\*\*.*/.exec(markdown)?.[0].split("|") ?? [];
    return header.filter((_, index) => row[index]?.trim() === "1").map((name) => name.trim());
  };

  it.each([
    [["complete"], {}, {}],
    [["complete", "thin"], {}, { thin: true }],
    [["partial"], {}, { state: "missing" }],
    [["partial"], { state: "partial" }, {}],
    [["missing"], { state: "missing" }, { state: "missing" }],
    [["missing"], { state: "missing" }, { state: "expected-absent", reason: "waived" }],
    [["unknown"], { state: "missing" }, { state: "unknown", reason: "quota" }],
    [["over count"], {}, { state: "over-count", surplus: 1 }],
    [["stale"], {}, { state: "stale" }],
    [
      ["expected absent"],
      { state: "expected-absent", reason: "waived" },
      { state: "expected-absent", reason: "waived" },
    ],
  ] as const)("a date is %j with tables %j and %j", (expected, one, two) => {
    expect(phaseOf(one, two)).toEqual(expected);
  });

  it("leaves tables that are only watched out of their phase's row", () => {
    const grid = gridOfCells(
      { one: [aCell()], two: [aMissing()] },
      {
        pipeline: aPipeline({
          tables: [
            aTable({ id: "one", phase: "features" }),
            aTable({ id: "two", phase: "features", shadow: true }),
          ],
        }),
      },
    );
    expect(under(renderSeason(assess(grid)), "By phase and table")).toEqual([
      ["**features**", "1", "-", "-", "-"],
      ["one", "1", "-", "-", "-"],
      ["two (watched only)", "-", "-", "1", "-"],
    ]);
  });
});

describe("worst dates", () => {
  const stages = [
    { id: "raw", kind: "games" as const, tables: ["box_scores", "gamebook"] },
    { id: "features", kind: "share" as const, tables: ["one", "two"] },
    { id: "guesses", kind: "any" as const, table: "guesses" },
    { id: "grades", kind: "ratio" as const, table: "grades", of: "guesses" },
  ];
  const ids = ["box_scores", "gamebook", "one", "two", "guesses", "grades"];
  const pipeline = aPipeline({
    tables: ids.map((id) => aTable({ id })),
    score: { stages, bands: { excellent: 90, good: 70, fair: 50 } },
  });
  const why = (cells: Readonly<Record<string, Partial<Cell>>>) => {
    const columns = ids.map((id) => [
      id,
      [aCell({ games: 4, expected: 4, ...cells[id] } as Partial<Cell>)],
    ]);
    const grid = gridOfCells(Object.fromEntries(columns), { pipeline });
    return under(renderSeason(assess(grid)), "Worst dates")[0]
      ?.slice(0, 1)
      .concat(under(renderSeason(assess(grid)), "Worst dates")[0]?.at(-1) ?? "");
  };

  it.each([
    ["93.8", "raw -6.3 (3 of 4 games)", { box_scores: { games: 3 }, gamebook: { games: 0 } }],
    ["75.0", "raw -25.0 (no games)", { box_scores: { games: 0 }, gamebook: { games: 0 } }],
    ["87.5", "features -12.5 (without two)", { two: { state: "missing" } }],
    ["75.0", "features -25.0 (none)", { one: { state: "missing" }, two: { state: "missing" } }],
    [
      "50.0",
      "guesses -25.0 (none); grades -25.0 (none)",
      { guesses: { state: "missing", rows: 0 } },
    ],
    ["87.5", "grades -12.5 (50.0 %)", { grades: { rows: 10 } }],
    [
      "75.0 (75.0 to 87.5)",
      "features -25.0 (without two, one UNKNOWN)",
      { one: { state: "unknown" }, two: { state: "missing" } },
    ],
    [
      "100.0 (50.0 to 100.0)",
      "guesses UNKNOWN; grades UNKNOWN",
      { guesses: { state: "unknown", rows: null } },
    ],
  ] as const)("at %s say %s", (score, lost, cells) => {
    expect(why(cells as Readonly<Record<string, Partial<Cell>>>)).toEqual([score, lost]);
  });
});

describe("waived games", () => {
  const table = aTable({ full: byGames() });
  const games = [aGame(), aGame({ id: "g2" })];
  const waived = (waiver: Partial<Waiver>, policy: Grid["policy"] = "annotate") =>
    assess(
      aGrid({
        pipeline: aPipeline({
          tables: [table],
          waivers: [aWaiver(waiver)],
          warmUp: { days: 100, policy, tables: ["box_scores"] },
        }),
        policy,
        days: [aDay({ games })],
        observations: new Map([
          [
            "box_scores",
            read({ "2026-01-10": someCounts({ games: 1, gameIds: new Set(["g1"]) }) }),
          ],
        ]),
      }),
    );
  const rules = (assessment: Assessment) =>
    under(renderSeason(assessment), "Waived and expected to be absent");

  it("of a date that is otherwise expected stand with their number", () => {
    expect(rules(waived({ games: ["g2"] }))).toEqual([
      ["`The source withholds it.`", "box_scores", "1", "1 game in 1 cell", "2026-01-10"],
    ]);
  });

  it("are no rule of their own where the whole date is waived", () => {
    expect(rules(waived({ dates: [day("2026-01-10")] }))).toEqual([
      ["`The source withholds it.`", "box_scores", "1", "1 cell", "2026-01-10"],
    ]);
  });

  it("stand beside the warm-up, which is one rule on all of its days", () => {
    expect(rules(waived({ games: ["g9"] }, "expected"))).toEqual([
      ["`season warm-up: the first 100 days`", "box_scores", "1", "1 cell", "2026-01-10"],
    ]);
  });
});

describe("long lists", () => {
  it("are cut, and say how much is left out", () => {
    const dates = Array.from({ length: 60 }, (_, index) =>
      day(new Date(Date.UTC(2025, 10, 1 + index)).toISOString().slice(0, 10)),
    );
    const days = dates.map((date) => aDay({ date }));
    const cells = dates.map((date, index) =>
      aCell({ date, state: index % 2 === 0 ? "over-count" : "missing", surplus: index }),
    );
    const text = renderSeason(
      assess(
        gridOfCells(
          { box_scores: cells, other: cells },
          {
            days,
            pipeline: aPipeline({ tables: [aTable(), aTable({ id: "other" })] }),
          },
        ),
      ),
    );
    expect(under(text, "Over-counts")).toHaveLength(40);
    expect(text).toContain("And 20 more in `gaps.csv`.");
    expect(text).toContain("and 18 more runs in gaps.csv");
  });
});

const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom("|", "\\", "`", "``", "\n", "\u2028", "@all", "#17", "GH-17", "<b>", "<!--"),
      fc.constantFrom(
        "](https://x.test)",
        "www.x.test",
        "![i](x)",
        "-->",
        ":tada:",
        "---",
        "a",
        " ",
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 30 },
  )
  .map((parts) => `@all${parts.join("")}`);

describe("text from outside", () => {
  /** The text everywhere where a declaration or an error can bring it. */
  function everywhere(text: string): Assessment {
    const pipeline = aPipeline({
      seasons: [{ id: text, opens: day("2025-10-21"), closes: day("2026-06-30") }],
      phases: [aPhase({ title: text }), aPhase({ id: "features", number: 2, title: text })],
      tables: ["box_scores", "gone", "unread", "waived"].map((id) => aTable({ id, title: text })),
    });
    return assess(
      gridOfCells(
        {
          box_scores: [aCell({ state: "over-count", surplus: 1 }), aCell({ thin: true })],
          gone: [aMissing(), aMissing()],
          unread: [anUnknown({ reason: text }), anUnknown({ reason: text })],
          waived: [
            aCell({ state: "expected-absent", reason: text }),
            aCell({ state: "expected-absent", reason: `${text} again` }),
          ],
        },
        {
          pipeline,
          asOf: LONG_AFTER,
          days: ["2026-01-10", "2026-01-11"].map((date) => aDay({ date: day(date), season: text })),
        },
      ),
    );
  }

  it("breaks no table, calls nobody, refers to nothing and is no HTML", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = renderSeason(everywhere(text));
        for (const [header, ...rows] of tablesOf(markdown))
          for (const row of rows) expect(row.length, row.join(" | ")).toBe(header?.length);
        expect(outsideCode(markdown)).not.toMatch(
          /@all|(^|\W)#\d|GH-\d|<[a-z!/]|x\.test|:tada:|\]\(/i,
        );
        const headings = markdown.match(/^#+ .*/gm)?.length;
        expect(headings).toBe(renderSeason(everywhere("plain")).match(/^#+ .*/gm)?.length);
      }),
    );
  });

  it("is shown as it was said", () => {
    expect(renderSeason(unread("Quota | exceeded"))).toContain("`Quota \\| exceeded`");
  });
});

it("gives the same bytes for the same grid", () => {
  expect(renderSeason(broken())).toBe(renderSeason(broken()));
});
