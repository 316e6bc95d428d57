import { expect, it } from "vitest";
import { addDays } from "../../src/dates/civil-date.ts";
import { backfill } from "../../src/jobs/repair/backfill.ts";
import { withRepair } from "../../src/jobs/repair/run/context.ts";
import { ROOT } from "../support/pipeline.ts";
import { day } from "../support/pipelines/declarations.ts";
import { aRequest } from "../support/pipelines/small.ts";
import { AS_OF, aPlace, behindItsBack, newerSeason } from "../support/repair/repairs.ts";

const FIRST = day("2025-12-01");
const LAST = addDays(FIRST, 41);
const BATCH = 7;
const POLL = `SELECT analysis_date AS d, CAST(COUNT(*) AS STRING) AS n, CAST(SUM(games_behind) AS STRING) AS s
  FROM \`nba_precompute.player_shot_zone_analysis\` WHERE analysis_date BETWEEN DATE '${FIRST}' AND DATE '${LAST}' GROUP BY 1`;

it("a reader that polls during a repair sees each date whole, old or new, and each batch of dates change at once", async () => {
  const place = aPlace("healthy", newerSeason);
  // An old generation that is told from the new one by its number of rows and by their content.
  await behindItsBack(
    place.file,
    `INSERT INTO nba_precompute.player_shot_zone_analysis
       SELECT * REPLACE (games_behind + 1000 AS games_behind) FROM nba_precompute.player_shot_zone_analysis
       WHERE analysis_date BETWEEN DATE '${FIRST}' AND DATE '${LAST}'`,
  );
  const request = {
    ...{ environment: "sample", pipeline: place.pipeline, asOf: new Date(AS_OF) },
    ...{ lockWait: 0, root: ROOT },
  };
  await withRepair(
    request,
    () => undefined,
    async (context) => {
      const poll = async () =>
        new Map((await context.warehouse.query(POLL)).map(({ d, n, s }) => [d, `${n} ${s}`]));
      const old = await poll();
      const polls: Map<unknown, string>[] = [];
      let repairing = true;
      const reading = (async () => {
        while (repairing) polls.push(await poll());
      })();
      const selection = {
        ...aRequest().selection,
        dates: [{ first: FIRST, last: LAST }],
        tables: ["psza"],
        force: true,
      };
      const result = await backfill(
        context,
        aRequest({ selection, batchSize: BATCH, out: place.out }),
      );
      repairing = false;
      await reading;
      expect(result).toMatchObject({ exitCode: 0, receipt: { proven: true } });

      const now = await poll();
      const dates = [...old.keys()].sort();
      expect(dates.filter((date) => old.get(date) === now.get(date))).toEqual([]);
      const kinds = polls.map((seen) =>
        dates.map((date) => {
          const what = seen.get(date);
          return what === now.get(date) ? "new" : what === old.get(date) ? "old" : `torn: ${what}`;
        }),
      );
      const all = kinds.flat();
      expect(all.filter((kind) => kind.startsWith("torn"))).toEqual([]);
      expect(new Set(all)).toEqual(new Set(["old", "new"]));
      for (const seen of kinds) {
        const changed = seen.filter((kind) => kind === "new").length;
        expect(changed === dates.length || changed % BATCH === 0).toBe(true);
      }
      console.log(`${polls.length} polls of ${dates.length} dates`);
    },
  );
});
