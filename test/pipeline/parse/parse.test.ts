import { describe, expect, it } from "vitest";
import { UserError } from "../../../src/errors.ts";
import { parsePipeline } from "../../../src/pipeline/parse/parse.ts";
import { altered, SHIPPED, SHIPPED_TEXT } from "../../support/pipeline.ts";

/** The complaints about the shipped text with one piece of it replaced. */
function complaints(piece: string, instead: string): string[] {
  expect(SHIPPED_TEXT).toContain(piece);
  return complaintsOf(SHIPPED_TEXT.replace(piece, instead));
}

function complaintsOf(text: string): string[] {
  try {
    parsePipeline(text, "p.yaml");
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    return (error as UserError).message.split("\n");
  }
  return [];
}

/** Line and column, from 1, of a piece of the shipped text. */
function place(piece: string): string {
  const before = SHIPPED_TEXT.slice(0, SHIPPED_TEXT.indexOf(piece));
  const lines = before.split("\n");
  return `p.yaml:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}

describe("the shipped pipeline", () => {
  it("is valid, with the production names of its tables", () => {
    expect(SHIPPED.tables.map(({ id, name }) => [id, name])).toContainEqual([
      "tdza",
      "nba_precompute.team_defense_zone_analysis",
    ]);
  });

  it("has what was left out filled in", () => {
    const schedule = SHIPPED.tables[0];
    expect(schedule).toMatchObject({ dateColumn: "game_date", rebuildable: true, shadow: false });
  });
});

describe("a mistake in the file is named with file, line, column and path", () => {
  it("an unknown key", () => {
    expect(complaints("graceHours: 48", "graceHours: 48\ngraceHour: 48")).toEqual([
      "p.yaml is not a valid pipeline:",
      'p.yaml:9:1: graceHour: unknown key "graceHour"',
    ]);
  });

  it("an unknown key inside a list", () => {
    expect(complaints("    keys: [game_id]\n", "    kyes: [game_id]\n")).toEqual([
      "p.yaml is not a valid pipeline:",
      expect.stringMatching(/^p\.yaml:\d+:5: tables\[0\]\.keys: .*expected array/),
      expect.stringMatching(/^p\.yaml:\d+:5: tables\[0\]\.kyes: unknown key "kyes"$/),
    ]);
  });

  it("a value of the wrong type", () => {
    expect(complaints("graceHours: 48", "graceHours: two days")[1]).toBe(
      `${place("graceHours: 48")}: graceHours: Invalid input: expected number, received string`,
    );
  });

  it("a day that does not exist", () => {
    expect(complaints("opens: 2024-10-22", "opens: 2024-02-30")[1]).toBe(
      `${place("opens: 2024-10-22")}: seasons[0].opens: must be a calendar day written YYYY-MM-DD`,
    );
  });

  it("a key that is missing, at its parent", () => {
    expect(complaints("graceHours: 48\n", "")[1]).toMatch(/^p\.yaml:\d+:1: graceHours: /);
  });

  it("a kind that is none, with those there are", () => {
    expect(complaints("kind: recorded", "kind: recoded")[1]).toMatch(
      /tables\[0\]\.producers\.sample\.kind: .*'recorded' \| 'sql' .*'service'/,
    );
  });

  it("a wrong value in one form of a full date, and not what other forms would ask", () => {
    expect(complaints("fixed: 30", "fixed: thirty").slice(1)).toEqual([
      `${place("fixed: 30")}: tables[8].full.fixed: Invalid input: expected number, received string`,
    ]);
  });

  it("a form of a full date that does not exist", () => {
    expect(complaints("fixed: 30", "fixd: 30").slice(1)).toEqual([
      `${place("fixed: 30")}: tables[8].full.fixd: unknown key "fixd"`,
    ]);
  });

  it("a key too many in one form of a full date, and not what other forms lack", () => {
    expect(complaints("{ fixed: 30 }", "{ fixed: 30, extra: 1 }").slice(1)).toEqual([
      expect.stringMatching(/^p\.yaml:\d+:\d+: tables\[8\]\.full\.extra: unknown key "extra"$/),
    ]);
  });

  it("a time zone that does not exist", () => {
    expect(complaints("America/New_York", "America/New_Yrok")[1]).toMatch(
      /^p\.yaml:\d+:1: timeZone: .*IANA/,
    );
  });

  it.each(["latest", "history", "handoffs", "backfills", "certificates"])(
    "an environment called %s, as a folder of its reports is",
    (name) => {
      const text = altered((pipeline) => {
        pipeline["environments"][name] = { engine: "duckdb", path: "x.duckdb" };
      });
      expect(complaintsOf(text)[1]).toMatch(
        /^p\.yaml:\d+:\d+: environments.* must not be called as a part of the reports is/,
      );
    },
  );

  it("a name of an environment that is none", () => {
    const text = altered((pipeline) => {
      pipeline["environments"].Prod = { engine: "duckdb", path: "x.duckdb" };
    });
    expect(complaintsOf(text)[1]).toMatch(/environments\.Prod: must be lower case letters/);
  });

  it("all mistakes at once, a line each", () => {
    const text = altered((pipeline) => {
      pipeline["graceHours"] = -1;
      pipeline["phases"][0].number = "one";
    });
    expect(complaintsOf(text)).toHaveLength(3);
  });
});

describe("text that is no pipeline", () => {
  it.each([
    ["", "received null"],
    ["# nothing but a comment\n", "received null"],
    ["hello", "received string"],
    ["- 1\n- 2\n", "received array"],
  ])("%j is refused at its top level", (text, what) => {
    expect(complaintsOf(text)[1]).toMatch(/^p\.yaml:\d+:1: top level: /);
    expect(complaintsOf(text)[1]).toContain(what);
  });

  it("is refused where it is not YAML, with the place", () => {
    expect(complaints("name: nba\n", "name: [nba\n")[0]).toMatch(
      /^p\.yaml:\d+:\d+: not valid YAML/,
    );
  });

  it("is refused where a key stands twice", () => {
    expect(complaints("name: nba\n", "name: nba\nname: nba\n")[0]).toMatch(
      /^p\.yaml:6:1: not valid YAML: Map keys must be unique/,
    );
  });
});
