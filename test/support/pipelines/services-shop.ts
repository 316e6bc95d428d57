import { addDays, type CivilDate } from "../../../src/dates/civil-date.ts";
import { type Assessment, assess } from "../../../src/findings/assess/assess.ts";
import { observe } from "../../../src/jobs/observe/observe.ts";
import type { RepairContext } from "../../../src/jobs/repair/run/context.ts";
import type { TableConfig } from "../../../src/pipeline/schema.ts";
import { ENVIRONMENT } from "./declarations.ts";
import { aSmallPipeline, FIRST, openSmall, type Small } from "./small.ts";

const SERVICE = {
  [ENVIRONMENT]: { kind: "service" as const, owner: "the shop", skips: [] },
} as unknown as TableConfig["producers"];

/** The small shop over more days, where services write sales and totals, with the instant; the trend is ours. */
export const servicesPipeline = (days: number) =>
  aSmallPipeline({
    seasons: [{ id: "2026", opens: FIRST, closes: addDays(FIRST, days - 1) }],
    tables: aSmallPipeline().tables.map((table) =>
      table.id === "trend"
        ? table
        : { ...table, volatileColumns: ["processed_at"], producers: SERVICE },
    ),
  });

export type Shop = Small & {
  /** The services write these dates, as they do at night: the same rows for the same amounts, with a new instant. */
  night(dates: readonly CivilDate[], at: string): Promise<void>;
  /** A repair at noon of that day, and what a validation finds then. */
  noon(day: CivilDate): {
    readonly context: RepairContext;
    readonly look: () => Promise<Assessment>;
  };
};

/** Nothing is there yet; what a date sells depends on the date alone. */
export async function openShop(days: number): Promise<Shop> {
  const pipeline = servicesPipeline(days);
  const small = await openSmall(pipeline);
  for (const table of ["sales", "totals"])
    await small.real.native(`ALTER TABLE shop.${table} ADD COLUMN processed_at TIMESTAMP`);
  const night = async (dates: readonly CivilDate[], at: string) => {
    for (const date of dates) {
      const sold = new Date(`${date}T00:00:00Z`).getUTCDate();
      for (const statement of [
        `DELETE FROM shop.sales WHERE game_date = DATE '${date}'`,
        `DELETE FROM shop.totals WHERE game_date = DATE '${date}'`,
        `INSERT INTO shop.sales VALUES (DATE '${date}', 'tea', ${sold}, '${at}'), (DATE '${date}', 'cup', 5, '${at}')`,
        `INSERT INTO shop.totals VALUES (DATE '${date}', ${sold + 5}, '${at}')`,
      ])
        await small.real.native(statement);
    }
  };
  const noon = (day: CivilDate) => {
    const asOf = new Date(`${day}T12:00:00Z`);
    const input = { pipeline, environment: ENVIRONMENT, asOf, policy: "annotate" } as const;
    const range = { first: FIRST, last: addDays(day, -1) };
    const look = async (part = range) =>
      assess(await observe({ ...input, range: part }, small.context.warehouse, () => undefined));
    return {
      look: () => look(),
      context: { ...small.context, look, request: { ...small.context.request, asOf } },
    };
  };
  return { ...small, night, noon };
}
