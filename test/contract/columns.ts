import { describe, expect, it } from "vitest";
import { TableNotFoundError } from "../../src/errors.ts";
import { RefusedStatementError, type WritableWarehouse } from "../../src/warehouse/warehouse.ts";
import { day } from "../support/pipelines/declarations.ts";

const DATE = day("2026-01-02");
const MODEL = "SELECT d AS game_date, 'tea' AS item FROM UNNEST(@dates) AS d";
const PARAMS = { dates: { type: "ARRAY<DATE>", value: [DATE] } } as const;

/** What a warehouse says of columns without reading a row. Each test opens its own. */
export function describeColumns(name: string, open: () => Promise<WritableWarehouse>): void {
  async function loaded(): Promise<WritableWarehouse> {
    const warehouse = await open();
    await warehouse.replaceDates({
      ...{ table: "raw.sold", dateColumn: "game_date", dates: [DATE], ledger: null },
      source: { kind: "select", sql: MODEL },
      ...{ allowShrink: true, rowsExpected: false },
    });
    return warehouse;
  }

  describe(`${name}: columns`, () => {
    it("are those of each table, in their order, with the engine's types", async () => {
      await using warehouse = await loaded();
      const [sold, nothing, nowhere] = await warehouse.columnsOf([
        ...["raw.sold", "raw.nothing", "nowhere.sold"],
      ]);
      expect(sold).toMatchObject({ table: "raw.sold", status: "read" });
      const columns = sold?.status === "read" ? sold.columns : [];
      expect(columns.map((one) => one.name)).toEqual(["game_date", "item"]);
      expect(columns[0]).toEqual({ name: "game_date", type: "DATE" });
      expect(nothing).toEqual({ table: "raw.nothing", status: "absent" });
      expect(nowhere).toEqual({ table: "nowhere.sold", status: "absent" });
      expect(await warehouse.columnsOf([])).toEqual([]);
    });

    it("are told of a statement that is not run", async () => {
      await using warehouse = await loaded();
      const columns = await warehouse.describe(MODEL, PARAMS);
      expect(columns.map((one) => one.name)).toEqual(["game_date", "item"]);
      expect(columns[0]?.type).toBe("DATE");
    });

    it("are refused of a statement that cannot run, which is no fault of the engine", async () => {
      await using warehouse = await loaded();
      const other = warehouse.describe("SELECT price FROM `raw.sold`");
      await expect(other).rejects.toBeInstanceOf(RefusedStatementError);
      await expect(other).rejects.toThrow(/price/);
      await expect(warehouse.describe("SELEC 1")).rejects.toBeInstanceOf(RefusedStatementError);
      await expect(warehouse.describe("SELECT * FROM `raw.nothing`")).rejects.toBeInstanceOf(
        TableNotFoundError,
      );
    });
  });
}
