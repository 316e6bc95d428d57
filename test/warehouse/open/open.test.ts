import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { UnreadableError, UserError } from "../../../src/errors.ts";
import { openToRead, openToWrite } from "../../../src/warehouse/open/open.ts";
import { ROOT } from "../../support/pipeline.ts";
import { heldByAnother } from "../../support/processes.ts";
import { copiedSample, ownFolder } from "../../support/warehouses.ts";

const atPath = (path: string) => ({ engine: "duckdb", path }) as const;

describe("a warehouse file that another process has open", () => {
  it("is waited for with one message, then given up with what to do", async () => {
    const path = join(ownFolder(), "held.duckdb");
    const { pid } = await heldByAnother(path);
    const told: string[] = [];
    const opening = openToRead(atPath(path), {
      lockWaitMs: 1200,
      onWait: (message) => told.push(message),
    });
    await expect(opening).rejects.toThrow(
      `${path} is still in use by another process after 1.2 s: ${process.execPath} (PID ${pid}). Let it finish, then run this again.`,
    );
    await expect(opening).rejects.toBeInstanceOf(UnreadableError);
    expect(told).toEqual([`Another process has ${path} open; waiting up to 1.2 s for it.`]);
  });

  it("is opened as soon as the other lets go", async () => {
    const path = copiedSample("healthy");
    const { letGo } = await heldByAnother(path);
    await using warehouse = await openToRead(atPath(path), { lockWaitMs: 20_000, onWait: letGo });
    const [row] = await warehouse.query("SELECT COUNT(*) AS n FROM `nba_raw.nbac_schedule`");
    expect(Number(row?.["n"])).toBeGreaterThan(2000);
  });

  it("is not opened to write either", async () => {
    const path = join(ownFolder(), "held.duckdb");
    await heldByAnother(path);
    const opening = openToWrite(
      { path, root: ROOT, create: true },
      { lockWaitMs: 0, onWait: () => undefined },
    );
    await expect(opening).rejects.toBeInstanceOf(UnreadableError);
  });
});

describe("a warehouse file that is not there", () => {
  it.each(["nowhere.duckdb", "."])("is bad input that says how to make one: %s", async (name) => {
    const path = join(ownFolder(), name);
    const opening = openToRead(atPath(path), { lockWaitMs: 0, onWait: () => undefined });
    await expect(opening).rejects.toThrow(
      new UserError(
        `There is no warehouse at ${path}. Run "npm run ops -- sample load --environment sample" to make the sample's.`,
      ),
    );
  });
});
