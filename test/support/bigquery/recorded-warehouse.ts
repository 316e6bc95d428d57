import { onTestFinished, vi } from "vitest";
import { type BigQueryOptions, openBigQuery } from "../../../src/warehouse/bigquery/bigquery.ts";
import { type Answer, type Asked, aJob, aPage, startRecorded } from "./recorded-jobs.ts";

export const RECORDED_NOW = new Date("2026-01-26T12:00:00Z");

export const isInsert = ({ method, path }: Asked) => method === "POST" && path === "/jobs";
export const isRows = ({ path }: Asked) => path.startsWith("/queries/");
export const idOf = ({ path, body }: Asked): string =>
  body?.jobReference?.jobId ?? path.split("/")[2] ?? "";

/** A warehouse on a server that answers so; what is not answered is a job that is done, with one row. */
export async function openRecorded(
  answer: (asked: Asked) => Answer | undefined,
  over: Partial<BigQueryOptions> = {},
) {
  const server = await startRecorded((asked) => {
    const own = answer(asked);
    if (own !== undefined) return own;
    return isRows(asked) ? aPage(idOf(asked), [1]) : aJob(idOf(asked), "DONE");
  });
  vi.stubEnv("BIGQUERY_EMULATOR_HOST", server.url);
  vi.stubEnv("METADATA_SERVER_DETECTION", "none");
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await server[Symbol.asyncDispose]();
  });
  const warehouse = await openBigQuery({
    project: "p",
    location: "EU",
    retry: { retries: 3, minWaitMs: 1, maxWaitMs: 4 },
    jobDeadlineMs: 300,
    now: () => RECORDED_NOW,
    ...over,
  });
  return { warehouse, server };
}
