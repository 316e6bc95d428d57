import { describe, expect, it } from "vitest";
import type { LayerTable } from "../../../src/findings/assess/completeness.ts";
import { shippedTable } from "../../support/pipeline.ts";
import {
  aPlace,
  at,
  behindItsBack,
  january,
  type Place,
  run,
} from "../../support/repair/repairs.ts";

const RAW = ["bdl_box_scores", "nbac_gamebook"];
const empty = (...ids: string[]) => ids.map((id) => `DELETE FROM ${shippedTable(id).name}`);

const told = (place: Place, ...words: string[]) =>
  run(["completeness", ...at(place, false), ...words]);

async function checked(place: Place, ...words: string[]) {
  const { code, out } = await told(place, ...words, "--json");
  const { tables } = JSON.parse(out) as { readonly tables: readonly LayerTable[] };
  return { code, of: (id: string) => tables.find(({ table }) => table === id) };
}

describe("the quick check by layer", () => {
  it("ends in 0 where everything is there", async () => {
    const place = aPlace("healthyJanuary", january);
    const { code, of } = await checked(place);
    expect([code, (await told(place)).code]).toEqual([0, 0]);
    expect(of("bdl_box_scores")).toMatchObject({ short: [], unknown: 0, empty: false });
  });

  it("finds raw tables that are empty on every date, and asks whether they are the right ones", async () => {
    const place = aPlace("healthyJanuary", january);
    await behindItsBack(place.file, ...empty(...RAW));
    const { code, of } = await checked(place);
    const { code: same, out } = await told(place);
    expect([code, same]).toEqual([1, 1]);
    for (const id of RAW) {
      expect(of(id)).toMatchObject({ has: 0, empty: true });
      expect(of(id)?.short).toHaveLength(22);
      expect(out).toContain(`EMPTY on every date: is ${shippedTable(id).name} the right table?`);
    }
  });

  it("finds a single date without a row in any raw table, but not within the grace", async () => {
    const place = aPlace("healthyJanuary", january);
    await behindItsBack(
      place.file,
      ...empty(...RAW).map(
        (sql) => `${sql} WHERE game_date IN (DATE '2026-01-05', DATE '2026-01-25')`,
      ),
    );
    const { code, of } = await checked(place);
    expect(code).toBe(1);
    for (const id of RAW) expect(of(id)).toMatchObject({ short: ["2026-01-05"], empty: false });
    const newest = await checked(place, "--start", "2026-01-20");
    expect([newest.code, newest.of("bdl_box_scores")?.short]).toEqual([0, []]);
  });

  it("finds a calendar without a game in season, and none between seasons or in a break", async () => {
    const place = aPlace("healthy");
    await behindItsBack(
      place.file,
      `DELETE FROM ${shippedTable("nbac_schedule").name} WHERE game_date BETWEEN DATE '2025-12-01' AND DATE '2025-12-20'`,
    );
    const december = ["--start", "2025-12-01", "--end", "2025-12-20"];
    const { code, out } = await told(place, ...december);
    expect(code).toBe(1);
    expect(out).toContain("The schedule lists no game for too long, in season");
    const days = ["--start", "2025-12-03", "--end", "2025-12-09"];
    expect((await checked(place, ...days)).code).toBe(1);
    // What a person names between seasons is no finding either, but they are told that nothing lies in it.
    const summer = ["--start", "2025-07-01", "--end", "2025-09-01"];
    const said = await told(place, ...summer);
    expect(said).toMatchObject({ code: 1, out: "" });
    expect(said.err).toContain("No game date lies in 2025-07-01..2025-09-01");
  });
});
