import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Certificate } from "../../../src/certificate/record.ts";
import {
  aPlace,
  at,
  behindItsBack,
  january,
  type Place,
  repaired,
  run,
} from "../../support/repair/repairs.ts";

const fileOf = ({ out }: Place): string => join(out, "certificate.json");
const certified = (place: Place, ...words: string[]) =>
  run(["gate", ...at(place), "--require", "ready", "--certificate", fileOf(place), ...words]);
const checked = (place: Place, ...words: string[]) =>
  run(["certificate", "check", fileOf(place), ...where(place), ...words]);
/** `at` names a folder of reports too, which the check does not take. */
const where = (place: Place): string[] => {
  const words = at(place);
  const out = words.indexOf("--out");
  return out < 0 ? words : words.toSpliced(out, 2);
};
const aCertifiedPlace = async (): Promise<Place> => {
  const place = aPlace("healthyJanuary", january);
  expect(await certified(place)).toMatchObject({ code: 0 });
  return place;
};
const answer = async (place: Place) => {
  const { code, out } = await checked(place, "--json");
  const { answer: said, changes, tables, unread } = JSON.parse(out);
  return { code, said, changes, tables, unread };
};
const DAY = "2026-01-10";
const PSZA = "nba_precompute.player_shot_zone_analysis";

describe("a certificate", () => {
  it("names every date of what training reads, with what is known of it, and is sound as long as nothing changes", async () => {
    const place = await aCertifiedPlace();
    const certificate = JSON.parse(readFileSync(fileOf(place), "utf8")) as Certificate;
    expect(certificate).toMatchObject({
      ...{ training: "READY", required: "ready", short: ["2026-01-02: psza"] },
    });
    const training = certificate.tables.filter(({ isTraining }) => isTraining);
    expect(training.map(({ id }) => id)).toEqual(["tdza", "psza", "pdc", "pcf", "mlfs"]);
    for (const { dates } of training) expect(dates.length).toBeGreaterThan(20);
    for (const { model } of certificate.tables) expect(model?.hash).toMatch(/^[0-9a-f]{16}$/);
    expect(certificate.tables.map(({ id }) => id)).not.toContain("nbac_gamebook"); // nothing reads it
    expect(await answer(place)).toMatchObject({ code: 0, said: "still sound", changes: [] });
    expect(await checked(place)).toMatchObject({
      out: expect.stringMatching(/^STILL SOUND: .* \(sample, c-[0-9a-f]{10} of /),
    });
  });

  it("is not written where the gate stops, nor of evidence", async () => {
    const place = aPlace("incidentJanuary", january);
    expect(await certified(place, "--require", "complete")).toMatchObject({ code: 1 });
    expect(existsSync(fileOf(place))).toBe(false);
    expect(await certified(place, "--evidence", "run.json")).toMatchObject({
      code: 2,
      err: expect.stringContaining("a certificate and the list of dates are of a live look"),
    });
  });

  it("carries on the newest one in the folder of reports", async () => {
    const place = aPlace("healthyJanuary", january);
    const inReports = (name: string) => join(place.out, "sample", "certificates", name);
    const write = (name: string) =>
      run(["gate", ...at(place), "--certificate", inReports(name)]).then(
        () => JSON.parse(readFileSync(inReports(name), "utf8")) as Certificate,
      );
    const first = await write("1.json");
    expect(first.previous).toBeNull();
    expect((await write("2.json")).previous).toBe(first.digest);
  });
});

describe("what a certificate says of leaks", () => {
  it("is when they were last tried, of the SQL of the table and of all that it is computed from", async () => {
    const place = aPlace("healthyJanuary", january);
    const leak = ["leak", "psza", "--pipeline", place.pipeline, "--out", place.out];
    expect(await run([...leak, "--dates", DAY])).toMatchObject({ code: 0 });
    const saidOf = async () => {
      await certified(place);
      const { tables } = JSON.parse(readFileSync(fileOf(place), "utf8")) as Certificate;
      return tables.find(({ id }) => id === "psza")?.tried;
    };
    expect(await saidOf()).toMatchObject({ dates: 1, leaks: 0 });
    const file = join(place.out, "sample", "certificates", "leaks.json");
    const noted = readFileSync(file, "utf8");
    const summary = /"player_game_summary": "[0-9a-f]{16}"/;
    expect(noted).toMatch(summary);
    writeFileSync(file, noted.replace(summary, '"player_game_summary": "0123456789abcdef"'));
    expect(await saidOf()).toBeNull();
  });
});

describe("what has changed since", () => {
  it("upstream advises to train again, and what a run then computed anew is named with the run, until it is undone", async () => {
    const place = await aCertifiedPlace();
    const forced = ["--force", "--tables", "psza", "--dates", DAY];
    await repaired(place, forced);
    // The same rows again are no change.
    expect(await answer(place)).toMatchObject({ code: 0, said: "still sound" });
    const upstream = `UPDATE nba_analytics.player_game_summary SET points = points + 1 WHERE game_date = DATE '${DAY}'`;
    await behindItsBack(place.file, upstream);
    const changed = await answer(place);
    expect(changed).toMatchObject({ code: 1, said: "retrain advised" });
    expect(changed.changes).toMatchObject([
      {
        table: "player_game_summary",
        date: DAY,
        kind: "changed",
        changedBy: { by: "other writer" },
      },
    ]);
    expect(
      await run([
        "accept",
        "player_game_summary",
        DAY,
        ...at(place, false),
        "--reason",
        "corrected",
        "--by",
        "ann",
      ]),
    ).toMatchObject({ code: 0 });
    const { run: id } = await repaired(place, [
      "--tables",
      "pdc",
      "--dates",
      "2026-01-11..2026-01-25",
    ]);
    const { changes } = await answer(place);
    expect(changes[0]).toMatchObject({ table: "player_game_summary", changedBy: { by: "person" } });
    const ours = changes.filter(({ table }: { table: string }) => table === "pdc");
    expect(ours.length).toBeGreaterThan(3);
    for (const { changedBy, kind } of ours)
      expect({ kind, changedBy }).toMatchObject({
        kind: "changed",
        changedBy: { by: "run", run: id },
      });
    expect(await run(["undo", id, ...at(place)])).toMatchObject({ code: 0 });
    expect((await answer(place)).changes).toHaveLength(1);
  });

  it("of training rows by somebody else is invalid, with table, date and rows", async () => {
    const place = await aCertifiedPlace();
    await behindItsBack(place.file, `DELETE FROM ${PSZA} WHERE analysis_date = DATE '${DAY}'`);
    const gone = await answer(place);
    expect(gone).toMatchObject({ code: 1, said: "invalid" });
    expect(gone.changes).toMatchObject([{ table: "psza", date: DAY, kind: "gone", rowsNow: 0 }]);
    // Rebuilt by us it is what it was.
    await repaired(place, ["--tables", "psza", "--dates", DAY]);
    expect(await answer(place)).toMatchObject({ code: 0, said: "still sound" });
  });

  it("of columns is named: one that is gone is invalid, a new one without values only noted", async () => {
    const place = await aCertifiedPlace();
    await behindItsBack(place.file, `ALTER TABLE ${PSZA} ADD COLUMN note VARCHAR`);
    const added = await answer(place);
    expect(added).toMatchObject({ code: 1, said: "retrain advised", changes: [] });
    expect(added.tables).toMatchObject([{ table: "psza", columns: { added: ["note"] } }]);
    await behindItsBack(
      place.file,
      `ALTER TABLE ${PSZA} DROP COLUMN note`,
      `ALTER TABLE ${PSZA} DROP COLUMN paint_non_ra_fga_10`,
    );
    const { said, tables, changes } = await answer(place);
    expect(said).toBe("invalid");
    expect(tables).toMatchObject([{ table: "psza", columns: { gone: ["paint_non_ra_fga_10"] } }]);
    expect(changes.length).toBeGreaterThan(20);
  });

  it("of a whole table that is gone is invalid, each of its dates", async () => {
    const place = await aCertifiedPlace();
    await behindItsBack(place.file, `DROP TABLE ${PSZA}`);
    const { said, changes } = await answer(place);
    expect(said).toBe("invalid");
    expect(new Set(changes.map(({ kind }: { kind: string }) => kind))).toEqual(new Set(["gone"]));
  });

  it("on later dates than the certificate's is new, and no change", async () => {
    const place = await aCertifiedPlace();
    await behindItsBack(
      place.file,
      `INSERT INTO ${PSZA} SELECT * REPLACE (DATE '2026-01-27' AS analysis_date) FROM ${PSZA} WHERE analysis_date = DATE '${DAY}'`,
    );
    expect(await answer(place)).toMatchObject({ code: 0, said: "still sound" });
  });

  it("is refused of a certificate that was changed, of another environment, and of what is none", async () => {
    const place = await aCertifiedPlace();
    const text = readFileSync(fileOf(place), "utf8");
    writeFileSync(fileOf(place), text.replace('"training": "READY"', '"training": "COMPLETE"'));
    expect(await checked(place)).toMatchObject({
      code: 2,
      err: expect.stringContaining("was changed after it was written"),
    });
    writeFileSync(fileOf(place), "{}");
    expect(await checked(place)).toMatchObject({
      code: 2,
      err: expect.stringContaining("is no certificate of this version"),
    });
    writeFileSync(fileOf(place), "not JSON");
    expect(await checked(place)).toMatchObject({
      code: 2,
      err: expect.stringContaining("is no JSON"),
    });
  });
});

describe("the list of dates", () => {
  const datesOf = (place: Place) =>
    readFileSync(join(place.out, "dates.csv"), "utf8")
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(","));

  it("has every game date, sound where nothing is wrong, and says why where something is", async () => {
    const place = aPlace("healthyJanuary", january);
    const asked = ["gate", ...at(place), "--dates-out", join(place.out, "dates.csv")];
    expect(await run(asked)).toMatchObject({ code: 0 });
    const first = ["2026-01-02", "false", "psza has fewer rows than a full date"];
    expect(datesOf(place).filter(([, sound]) => sound === "false")).toEqual([first]);
    expect(datesOf(place)).toHaveLength(24);
    await behindItsBack(place.file, `DELETE FROM ${PSZA} WHERE analysis_date = DATE '${DAY}'`);
    await run(asked);
    const unsound = datesOf(place).filter(([, sound]) => sound === "false");
    expect(unsound).toEqual([first, [DAY, "false", "psza has no rows"]]);
  });
});
