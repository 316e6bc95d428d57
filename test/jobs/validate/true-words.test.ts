import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import type { RunRecord } from "../../../src/records/run-record.ts";
import { aPlace, at, behindItsBack, january, run } from "../../support/repair/repairs.ts";

const DATE = "2026-01-10";

/** What a validation of the healthy sample writes after these statements were run behind its back. */
async function validated(...statements: string[]) {
  const place = aPlace("healthyJanuary", january);
  await behindItsBack(place.file, ...statements);
  await run(["validate", ...at(place)]);
  const latest = (file: string) => readFileSync(join(place.out, "sample", "latest", file), "utf8");
  const record = JSON.parse(latest("run.json")) as RunRecord;
  const gaps: Record<string, string>[] = parse(latest("gaps.csv"), { columns: true });
  const finding = (id: string) => record.findings.find((one) => one.id === id);
  const diagnosis = (id: string) => record.diagnoses.find((one) => one.finding === id);
  const reason = (table: string) => gaps.find((gap) => gap["table"] === table)?.["reason"];
  return { finding, diagnosis, reason, handoff: latest("HANDOFF.md") };
}

describe("grades whose predictions were deleted", () => {
  it("are not called duplicates: the predictions are fewer", async () => {
    const { finding, diagnosis, reason, handoff } = await validated(
      `DELETE FROM nba_predictions.player_prop_predictions WHERE game_date = DATE '${DATE}' AND player_lookup < 'l'`,
    );
    const id = "over-count:prediction_grades";
    expect(finding(id)?.title).toBe("grades over-counted: player_prop_predictions has fewer rows");
    expect(diagnosis(id)?.cause).toBe("measure-lost-rows");
    expect(diagnosis(id)?.evidence[0]).toMatch(
      new RegExp(
        `^${DATE}: prediction_grades has \\d+ rows, each with a key of its own, and player_prop_predictions has only \\d+\\.$`,
      ),
    );
    expect(reason("prediction_grades")).toMatch(
      /^\d+ rows, each with a key of its own, and player_prop_predictions has only \d+$/,
    );
    expect(handoff).not.toMatch(/its keys|duplicates/i);
    expect(handoff).toContain("Restore the rows of player_prop_predictions; do not rebuild");
  });

  it("are not called duplicates where no prediction of the date is left", async () => {
    const { diagnosis, reason } = await validated(
      `DELETE FROM nba_predictions.player_prop_predictions WHERE game_date = DATE '${DATE}'`,
    );
    expect(diagnosis("over-count:prediction_grades")?.cause).toBe("measure-lost-rows");
    expect(reason("prediction_grades")).toMatch(/and player_prop_predictions has no row$/);
  });

  it("are called duplicates where they are", async () => {
    const { finding, diagnosis, reason } = await validated(
      `INSERT INTO nba_predictions.prediction_grades SELECT * FROM nba_predictions.prediction_grades WHERE game_date = DATE '${DATE}'`,
    );
    const id = "over-count:prediction_grades";
    expect(finding(id)?.title).toBe("grades over-counted: more rows than keys");
    expect(diagnosis(id)?.cause).toBe("duplicates");
    expect(reason("prediction_grades")).toMatch(
      /^\d+ rows, of which \d+ repeat a key; somebody else wrote it$/,
    );
  });
});

describe("rows beyond what is expected, each with a key of its own", () => {
  it("are no duplicates", async () => {
    const { finding, diagnosis } = await validated(
      `INSERT INTO nba_precompute.team_defense_zone_analysis SELECT * REPLACE ('XXX' AS team_abbr) FROM nba_precompute.team_defense_zone_analysis WHERE analysis_date = DATE '${DATE}' AND team_abbr = 'BOS'`,
    );
    expect(finding("over-count:tdza")?.title).toContain("more rows than a full date has");
    expect(diagnosis("over-count:tdza")).toMatchObject({
      cause: "surplus",
      evidence: [
        `${DATE}: tdza has 31 rows, 1 more than the 30 of a full date.`,
        "No row repeats a key, so these are no duplicates.",
      ],
    });
  });
});

describe("points that are NULL", () => {
  const box = "nba_raw.bdl_player_boxscores";
  const game = `(SELECT MIN(game_id) FROM ${box} WHERE game_date = DATE '${DATE}')`;
  const found = async (...statements: string[]) => {
    const { finding, diagnosis, reason } = await validated(...statements);
    expect(finding("unreconciled:bdl_box_scores")?.dates).toEqual([DATE]);
    expect(finding("unreconciled:nbac_gamebook")?.dates).toEqual([DATE]);
    expect(reason("nbac_gamebook")).toMatch(/^\d+ players? in 1 game differ from bdl_box_scores$/);
    return {
      reason: reason("bdl_box_scores"),
      evidence: diagnosis("unreconciled:nbac_gamebook")?.evidence.join(" "),
    };
  };

  it("in every row of a game do not add up, and differ from the other source", async () => {
    const { reason, evidence } = await found(
      `UPDATE ${box} SET points = NULL WHERE game_id = ${game}`,
    );
    expect(reason).toMatch(
      /^game \d+ has NULL for points in every row of bdl_box_scores, and a final score of \d+ together; somebody else wrote it$/,
    );
    expect(evidence).toMatch(/points \d+ in nbac_gamebook and NULL in bdl_box_scores/);
  });

  it("in one row do not add up either", async () => {
    const { reason } = await found(
      `UPDATE ${box} SET points = NULL WHERE game_id = ${game} AND player_id =
         (SELECT MAX(player_id) FROM ${box} WHERE game_id = ${game} AND points > 0)`,
    );
    expect(reason).toMatch(
      /^game \d+ has \d+ points in bdl_box_scores, and a final score of \d+ together; somebody else wrote it$/,
    );
  });

  it("in the schedule are no score that anything equals", async () => {
    const { finding, reason } = await validated(
      `UPDATE nba_raw.nbac_schedule SET home_score = NULL WHERE game_id = ${game}`,
    );
    expect(finding("unreconciled:bdl_box_scores")?.dates).toEqual([DATE]);
    expect(reason("bdl_box_scores")).toMatch(/points .+ the schedule has no final score of it$/);
  });
});
