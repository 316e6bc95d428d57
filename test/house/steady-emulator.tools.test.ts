import { request } from "node:http";
import { expect, it } from "vitest";
import { startSteadyEmulator } from "../support/bigquery/steady-emulator.ts";

const binary = process.env["BIGQUERY_EMULATOR"];

it.skipIf(binary === undefined)(
  "the shared emulator goes on after somebody has gone before the answer",
  async () => {
    await using emulator = await startSteadyEmulator(binary ?? "");
    const body = JSON.stringify({
      query: "SELECT REPEAT('x', 1000000) AS x FROM UNNEST(GENERATE_ARRAY(1, 40)) AS n",
      useLegacySql: false,
    });
    const url = `${emulator.url}/bigquery/v2/projects/emulated/queries`;
    await new Promise<void>((resolve) => {
      const gone = request(
        url,
        { method: "POST", headers: { "content-type": "application/json" } },
        (response) => {
          response.once("data", () => {
            response.pause();
            setTimeout(() => {
              gone.destroy();
              resolve();
            }, 300);
          });
        },
      );
      gone.on("error", () => undefined);
      gone.end(body);
    });
    const [rows] = await emulator.client.query("SELECT 1 AS one");
    expect(rows).toEqual([{ one: 1 }]);
  },
  300_000,
);
