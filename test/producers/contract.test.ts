import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { CivilDate } from "../../src/dates/civil-date.ts";
import type { ServiceProducer } from "../../src/pipeline/schema/producers.ts";
import { contractProblems, requestOf } from "../../src/pipeline/service-contract.ts";
import { SHIPPED } from "../support/pipeline.ts";
import {
  DAYS,
  FIRST,
  type Opened,
  opened,
  PROCESSOR,
  SECOND,
} from "../support/pipelines/called.ts";
import { aTable, day } from "../support/pipelines/declarations.ts";
import { end, results } from "../support/pipelines/service.ts";

const service = (over: Partial<ServiceProducer> = {}): ServiceProducer => ({
  ...{ kind: "service", owner: "a test", skips: [], url: "http://127.0.0.1:1" },
  ...{ processor: PROCESSOR },
  ...over,
});
const RANGE = {
  unit: "range" as const,
  request: {
    ...{ start_date: "{first}", end_date: "{last}", processors: ["{processor}"] },
    ...{ backfill_mode: true, skip_downstream_trigger: true },
  },
};

describe("a declared contract", () => {
  it("gives the body of each call, as the operators' services take it", () => {
    const of = (id: string) =>
      SHIPPED.tables.find((table) => table.id === id)?.producers["production"] as ServiceProducer;
    const [first, last] = [day("2026-01-23"), day("2026-01-25")];
    const game = { id: "20260123_MEM_CLE", home: "CLE", away: "MEM" };
    const gamebook = of("nbac_gamebook");
    expect(
      requestOf(gamebook, gamebook.processor ?? "", { first, last: first, game }, false),
    ).toEqual({
      ...{ scraper: "nbac_gamebook_pdf", game_code: "20260123/MEMCLE" },
    });
    const summary = of("player_game_summary");
    expect(requestOf(summary, summary.processor ?? "", { first, last }, false)).toEqual({
      ...{ start_date: "2026-01-23", end_date: "2026-01-25" },
      ...{ processors: ["PlayerGameSummaryProcessor"] },
      ...{ backfill_mode: true, skip_downstream_trigger: true },
    });
    // With the override too it is sent nothing more: it has none.
    expect(requestOf(of("pdc"), "PlayerDailyCacheProcessor", { first, last: first }, true)).toEqual(
      {
        ...{ analysis_date: "2026-01-23", processors: ["PlayerDailyCacheProcessor"] },
        backfill_mode: true,
      },
    );
    expect(
      requestOf(service({ override: { force: "{date}" } }), "P", { first, last: first }, true),
    ).toMatchObject({ force: "2026-01-23" });
  });

  it.each<[Partial<ServiceProducer>, string, string]>([
    [
      { request: { a: "{day} {date}" } },
      "request",
      "{day} stands for nothing; there are {date}, {first}",
    ],
    [{ request: { a: "x" } }, "request", "names no date: it needs {date} or {first}"],
    [
      { unit: "range", request: { a: "{first}" } },
      "request",
      "names no end of the range: it needs {last}",
    ],
    [{ unit: "game" }, "request", "names no game: it needs {game} or {game_code}"],
    [{ auth: "api-key" }, "keyFrom", "auth: api-key needs the variable that holds the key"],
    [{ keyFrom: "KEY" }, "keyFrom", "a key is sent with auth: api-key alone"],
  ])("that says %j is refused", (over, key, said) => {
    expect(contractProblems(service(over))).toEqual([[key, expect.stringContaining(said)]]);
  });
});

describe("a service that takes a range", () => {
  it("is called once for consecutive dates, and never for a day between others", async () => {
    const asked: unknown[] = [];
    const one: Opened = await opened(async ({ body }, response) => {
      asked.push([body["start_date"], body["end_date"]]);
      for (const date of DAYS)
        if (date >= String(body["start_date"]) && date <= String(body["end_date"]))
          await one.fills(date);
      end(response, 200, results(PROCESSOR));
    }, RANGE);
    await using _ = one;
    const [a, b, , d] = DAYS as [CivilDate, CivilDate, CivilDate, CivilDate];
    expect(await one.produce([a, b, d])).toHaveLength(3);
    expect(asked).toEqual([
      [a, b],
      [d, d],
    ]);
    expect((await one.ledger()).map(({ kind, date }) => `${kind} ${date}`).sort()).toEqual(
      [a, b, d].map((date) => `replace ${date}`),
    );
  });

  it("is sent a key where it asks for one, which no message shows", async () => {
    const keys: unknown[] = [];
    await using one = await opened(
      ({ key }, response) => {
        keys.push(key);
        end(response, 403, `bad key ${key}`);
      },
      { ...RANGE, auth: "api-key", keyFrom: "SERVICE_KEY" },
      { SERVICE_KEY: "secret-1" },
    );
    const { message } = await one.failure();
    expect(keys).toEqual(["secret-1"]);
    expect(message).not.toContain("secret-1");
  });

  it("is not called without its key", async () => {
    await expect(
      opened((_, response) => end(response, 200, {}), { auth: "api-key", keyFrom: "SERVICE_KEY" }),
    ).rejects.toThrow("SERVICE_KEY is not set: set it to the service's key");
  });
});

describe("traps of the operators' services", () => {
  it("an unknown processor is ignored with 200 and no result: the date has failed, and the name is the suspect", async () => {
    await using one = await opened((_, response) =>
      end(response, 200, { status: "completed", results: [] }),
    );
    expect((await one.failure()).message).toContain(
      `${PROCESSOR} on ${FIRST} said nothing of ${PROCESSOR}; it gave no results: it ignores a name that it does not know, so see processor in the pipeline`,
    );
  });

  it("success without a row is no success", async () => {
    await using one = await opened((_, response) => end(response, 200, results(PROCESSOR)), {
      override: "none",
    });
    expect((await one.failure([FIRST], { includeWarmUp: true })).message).toContain(
      "there is no row where rows were expected",
    );
    expect(one.service.arrived[0]?.body).not.toHaveProperty("include_bootstrap");
  });

  it("placeholder rows are no rows, and what it wrote can be taken back", async () => {
    const one: Opened = await opened(async ({ date }, response) => {
      await one.native(`INSERT INTO raw.box_scores VALUES (DATE '${date}', NULL)`);
      end(response, 200, results(PROCESSOR));
    });
    await using _ = one;
    const table = aTable({ real: "points IS NOT NULL", producers: {} });
    expect((await one.failureOf([FIRST], table)).message).toContain(
      `there is no row of ${FIRST} that is more than a placeholder`,
    );
    expect(await one.ledger()).toMatchObject([{ kind: "refused", date: FIRST, rows: 1 }]);
  });

  it("rows that come after the answer are waited for, with a limit", async () => {
    const one: Opened = await opened(
      ({ date }, response) => {
        if (date === FIRST) void sleep(400).then(() => one.fills(date));
        end(response, 200, { status: "success", run_id: "r1", data_summary: { rows: 2 } });
      },
      { answer: "status", waitSeconds: 2 },
    );
    await using _ = one;
    expect(await one.produce([FIRST])).toMatchObject([{ date: FIRST, rows: 2 }]);
    const began = Date.now();
    expect((await one.failure([SECOND])).message).toContain(
      `it was answered as done, and 2 s later there is still no row of ${SECOND}. A resume asks for these again`,
    );
    expect(Date.now() - began).toBeLessThan(10_000);
  });

  it("a status of error fails with what was said", async () => {
    await using one = await opened(
      (_, response) => end(response, 200, { status: "error", message: "no such game" }),
      { answer: "status" },
    );
    expect((await one.failure()).message).toContain(
      `${PROCESSOR} on ${FIRST} failed: no such game`,
    );
  });

  it("a date that is seen between its delete and its insert is waited for", async () => {
    const one: Opened = await opened(
      async ({ date }, response) => {
        // Their own schedule calls it too: it has deleted and not inserted yet as our call is answered.
        await one.native(`DELETE FROM raw.box_scores WHERE game_date = DATE '${date}'`);
        end(response, 200, results(PROCESSOR));
        await sleep(300);
        await one.fills(date, 5);
      },
      { waitSeconds: 5 },
    );
    await using _ = one;
    await one.fills(FIRST, 5);
    expect(await one.produce([FIRST])).toMatchObject([{ rows: 5, rowsBefore: 5 }]);
  });
});
