import { describe, expect, it } from "vitest";
import { lossGuard } from "../../src/backfill/run/losses.ts";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import type { ReplaceRequest, WritableWarehouse } from "../../src/warehouse/warehouse.ts";
import { aPipeline, aTable, byGames, day, ENVIRONMENT } from "../support/pipelines/declarations.ts";

const [FIRST, SECOND] = [day("2026-01-02"), day("2026-01-03")];
const [LISTED, UNLISTED, MOVED, FOREIGN] = ["g1", "g2", "g3", "20260102_abc"];

const table = (id: string, keys: string[]) =>
  aTable({
    ...{ id, name: `raw.${id}`, keys, full: byGames() },
    producers: { [ENVIRONMENT]: { kind: "sql", file: `${id}.sql` } },
  });
const schedule = table("schedule", ["game_id"]);
const box = table("box", ["game_id", "player_id"]);
const book = table("book", ["game_id", "player_id"]);
const tables = [schedule, box, book];

type Line = readonly [date: CivilDate, game: string, player: number];
const selectOf = (lines: readonly Line[]): string =>
  [...lines, [FIRST, "none", 0] as const]
    .map(
      ([date, game, player]) =>
        `SELECT DATE '${date}' AS game_date, '${game}' AS game_id, ${player} AS player_id`,
    )
    .join(" UNION ALL ");
const players = (date: CivilDate, game: string, n: number): Line[] =>
  Array.from({ length: n }, (_, at) => [date, game, at + 1] as const);

/** What a warehouse refuses to take away. Each test opens its own. */
export function describeLosses(name: string, open: () => Promise<WritableWarehouse>): void {
  const request = (
    id: string,
    lines: readonly Line[],
    over: Partial<ReplaceRequest> = {},
  ): ReplaceRequest => ({
    ...{ table: `raw.${id}`, dateColumn: "game_date", dates: [FIRST, SECOND] },
    source: {
      kind: "select",
      sql: `SELECT * FROM (${selectOf(lines)}) AS made WHERE game_id <> 'none' AND game_date IN (SELECT d FROM UNNEST(@dates) AS d)`,
    },
    ledger: null,
    ...{ allowShrink: false, rowsExpected: false },
    ...over,
  });
  const guarded = (strict: ReadonlyMap<CivilDate, string> = new Map()) =>
    lossGuard({
      ...{ pipeline: aPipeline({ tables }), tables, table: box, strict },
      there: new Set(tables.map(({ id }) => id)),
    });
  const BOX = [
    ...players(FIRST, LISTED, 4),
    ...players(FIRST, UNLISTED, 4),
    ...players(SECOND, LISTED, 1),
    ...players(FIRST, FOREIGN, 1),
    ...players(SECOND, MOVED, 1),
  ];
  async function loaded() {
    const warehouse = await open();
    const first = { allowShrink: true };
    await warehouse.replaceDates(
      request("schedule", [...players(FIRST, LISTED, 1), ...players(FIRST, MOVED, 1)], first),
    );
    await warehouse.replaceDates(request("book", players(FIRST, UNLISTED, 2), first));
    await warehouse.replaceDates(request("box", BOX, first));
    return warehouse;
  }
  const rowsOf = async (warehouse: WritableWarehouse) =>
    (await warehouse.query("SELECT COUNT(*) AS n FROM `raw.box`"))[0]?.["n"];

  describe(`${name}: what a replacement may not take away`, () => {
    it("is a game that an independent table holds, whatever is allowed; the schedule is the suspect", async () => {
      await using warehouse = await loaded();
      const lines = BOX.filter(([, game]) => game !== UNLISTED);
      for (const allowShrink of [false, true])
        await expect(
          warehouse.replaceDates(request("box", lines, { losses: guarded(), allowShrink })),
        ).rejects.toThrow(
          /2026-01-02 would lose game g2 with all of its 4 rows, and book holds that game on the same date\. schedule does not list the game on any date, so the schedule is the suspect: repair that first, by backfill --tables schedule --dates 2026-01-02/,
        );
      expect(await rowsOf(warehouse)).toBe(BOX.length);
    });

    it("is more than half of a game, however small a part of the date it is; that can be accepted", async () => {
      await using warehouse = await loaded();
      const lines = BOX.filter(([, game, player]) => game !== LISTED || player < 2);
      await expect(
        warehouse.replaceDates(request("box", lines, { losses: guarded() })),
      ).rejects.toThrow(
        /2026-01-02, game g1 would shrink from 4 to 1 rows; --allow-shrink accepts that/,
      );
      await warehouse.replaceDates(request("box", lines, { losses: guarded(), allowShrink: true }));
      expect(await rowsOf(warehouse)).toBe(lines.length);
    });

    it("is a key that an independent table holds too", async () => {
      await using warehouse = await loaded();
      const lines = BOX.filter(([, game, player]) => game !== UNLISTED || player > 1);
      await expect(
        warehouse.replaceDates(request("box", lines, { losses: guarded() })),
      ).rejects.toThrow(/game g2: 1 of 4 rows would go, such as g2 1, and book \(1\) hold/);
    });

    it("is any key of a date that nothing is wrong with", async () => {
      await using warehouse = await loaded();
      const lines = BOX.filter(([, game, player]) => game !== LISTED || player < 4);
      const losses = guarded(new Map([[FIRST, "it is complete"]]));
      await expect(warehouse.replaceDates(request("box", lines, { losses }))).rejects.toThrow(
        /game g1: 1 of 4 rows would go, such as g1 4, though it is complete; --allow-shrink/,
      );
      await warehouse.replaceDates(request("box", lines, { losses: guarded() }));
      expect(await rowsOf(warehouse)).toBe(lines.length);
    });

    it("is no row of a game that the schedule lists on another date, or under an id that it does not use", async () => {
      await using warehouse = await loaded();
      const lines = BOX.filter(([date, game]) => game !== FOREIGN && date !== SECOND);
      const losses = guarded(new Map([[SECOND, "it is complete"]]));
      await warehouse.replaceDates(
        request("box", [...lines, ...players(SECOND, "g4", 1)], { losses }),
      );
      expect(await rowsOf(warehouse)).toBe(lines.length + 1);
    });
  });

  describe(`${name}: what somebody else took away`, () => {
    it("is refused after the fact by the rows that were kept, and can be taken back", async () => {
      await using warehouse = await loaded();
      const ledger = {
        ...{ run: "b-1", tableId: "box", kind: "replace" as const },
        upstreamFingerprints: new Map<CivilDate, string>(),
      };
      const lines = BOX.filter(([, game]) => game !== UNLISTED);
      const witness = { ...request("box", lines), dates: [FIRST], ledger, losses: guarded() };
      await expect(
        warehouse.witness(witness, async () => {
          await warehouse.replaceDates(request("box", lines, { allowShrink: true }));
        }),
      ).rejects.toThrow(/would lose game g2 with all of its 4 rows/);
      const [line] = await warehouse.query(
        "SELECT row_count, rows_before FROM `ops.partition_writes` WHERE kind = 'refused'",
      );
      expect(line).toEqual({ row_count: 5, rows_before: 9 });
    });
  });
}
