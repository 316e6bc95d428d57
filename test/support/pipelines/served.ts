import type { CivilDate } from "../../../src/dates/civil-date.ts";
import type { PipelineConfig } from "../../../src/pipeline/schema.ts";
import { ENVIRONMENT } from "./declarations.ts";
import { end, results, type Service, startService } from "./service.ts";
import { aSmallPipeline, openSmall, type Small } from "./small.ts";

const PROCESSOR = "SalesProcessor";

export type Served = Small & {
  readonly service: Service;
  /** What the service makes of a date: its result where that is not a success. */
  readonly does: {
    write: (date: CivilDate) => Promise<object | undefined>;
    /** Of HTTP, once `write` has ended; 200 unless given. */
    status?: ((date: CivilDate) => number) | undefined;
  };
  /** Replaces a date's sales by those of the source, each amount so many times, with the time of writing. */
  readonly fill: (date: CivilDate, times?: number) => Promise<undefined>;
};

/** The small pipeline where a service of this machine fills the sales, and others use what it writes. */
export async function openServed(
  environment: Partial<PipelineConfig["environments"][string]> = {},
): Promise<Served> {
  const service = await startService(async ({ date }, response) => {
    const result = await served.does.write(date);
    const status = served.does.status?.(date) ?? 200;
    end(response, status, status === 200 ? results(PROCESSOR, result) : "upstream request timeout");
  });
  const { tables } = aSmallPipeline();
  const small = await openSmall(
    aSmallPipeline({
      environments: { [ENVIRONMENT]: { engine: "duckdb", destructive: true, ...environment } },
      tables: tables.map((table) =>
        table.id === "sales"
          ? {
              ...table,
              volatileColumns: ["made_at"],
              producers: {
                [ENVIRONMENT]: {
                  kind: "service",
                  owner: "the shop",
                  url: service.url,
                  auth: "none",
                  processor: PROCESSOR,
                  skips: [],
                },
              },
            }
          : table,
      ),
    }),
  );
  await small.real.native("ALTER TABLE shop.sales ADD COLUMN made_at VARCHAR");
  let writes = 0;
  const fill = async (date: CivilDate, times = 1) => {
    writes += 1;
    await small.real.native(`DELETE FROM shop.sales WHERE game_date = DATE '${date}'`);
    await small.real.native(
      `INSERT INTO shop.sales SELECT game_date, item, amount * ${times}, 'write ${writes}'
       FROM src.sales WHERE game_date = DATE '${date}'`,
    );
    return undefined;
  };
  const served: Served = {
    ...small,
    service,
    fill,
    does: { write: fill },
    [Symbol.asyncDispose]: async () => {
      await service[Symbol.asyncDispose]();
      await small[Symbol.asyncDispose]();
    },
  };
  return served;
}
