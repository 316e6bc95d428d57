import { describe, expect, it } from "vitest";
import { TableNotFoundError } from "../../../../src/errors.ts";
import { classified, judge } from "../../../../src/warehouse/bigquery/client/errors.ts";
import { ApiFailure } from "../../../../src/warehouse/bigquery/client/rest.ts";
import { adviceOf } from "../../../../src/warehouse/retry.ts";

const NOW = new Date("2026-01-26T12:00:00Z");
const failure = (status: number | null, reason: string, message: string) =>
  new ApiFailure(message, { status, reason });

/** Recorded from BigQuery's documentation and public reports: an emulator has neither quotas nor conflicts. */
describe("a recorded error of BigQuery", () => {
  it.each([
    [403, "rateLimitExceeded", "Exceeded rate limits: too many table update operations", false],
    [
      503,
      "backendError",
      "Error encountered during execution. Retrying may solve the problem.",
      false,
    ],
    [
      500,
      "internalError",
      "An internal error occurred and the request could not be completed.",
      false,
    ],
    [400, "jobRateLimitExceeded", "Job exceeded rate limits: Your project exceeded quota", true],
    [400, "jobBackendError", "The job encountered an error during execution.", true],
    [400, "jobInternalError", "The job encountered an internal error during execution.", true],
    [
      400,
      "invalidQuery",
      "Query error: Transaction is aborted due to concurrent update against table p:d.t. Transaction ID: 61e3 at [24:9]",
      true,
    ],
    [
      400,
      "invalidQuery",
      "Could not serialize access to table p:d.t due to concurrent update",
      true,
    ],
    [
      400,
      "resourcesExceeded",
      "Resources exceeded during query execution: Too many DML statements outstanding against table p:d.t, limit is 20.",
      true,
    ],
    [
      403,
      "quotaExceeded",
      "Quota exceeded: Your user exceeded quota for concurrent api requests per user per method.",
      false,
    ],
    [null, "ECONNRESET", "No answer to POST /jobs: socket hang up", false],
    [null, "malformed", "The answer to POST /jobs cannot be read", false],
    [429, "", "Too Many Requests", false],
    [502, "", "Bad Gateway", false],
  ])("%s %s helps itself within seconds: %s", (status, reason, message, newJob) => {
    const found = judge(failure(status, reason, message), NOW);
    expect(found).toMatchObject({ advice: { kind: "seconds" }, newJob });
  });

  it.each([
    [
      "the day's changes of one table",
      "Quota exceeded: Your table exceeded quota for Number of partition modifications to a column partitioned table.",
      "2026-01-26T13:00:00.000Z",
    ],
    [
      "the daily limit on bytes",
      "Custom quota exceeded: Your usage exceeded the custom quota for QueryUsagePerDay",
      "2026-01-27T08:00:00.000Z",
    ],
    [
      "the free bytes of the month",
      "Quota exceeded: Your project exceeded quota for free query bytes scanned.",
      "2026-02-01T08:00:00.000Z",
    ],
    ["a quota of the project", "Quota exceeded: something new", "2026-01-26T12:10:00.000Z"],
  ])("parks what used up %s, and says until when", (name, message, due) => {
    const error = classified(failure(403, "quotaExceeded", message), NOW);
    expect(adviceOf(error)).toEqual({ kind: "park", dueAt: new Date(due) });
    expect(error.message).toContain(name);
    expect(error.message).toContain(due);
  });

  it("finds midnight in California in summer time too", () => {
    const message = "Custom quota exceeded: query usage per day";
    const advice = adviceOf(
      classified(failure(403, "quotaExceeded", message), new Date("2026-07-01T09:30:00Z")),
    );
    expect(advice).toEqual({ kind: "park", dueAt: new Date("2026-07-02T07:00:00Z") });
  });

  it("asks for fewer dates at once where resources ran out", () => {
    const message = "Resources exceeded during query execution: The query could not be executed";
    expect(adviceOf(classified(failure(400, "resourcesExceeded", message), NOW))).toEqual({
      kind: "split",
    });
  });

  it.each([
    [400, "invalidQuery", "Unrecognized name: zz at [1:8]"],
    [
      403,
      "accessDenied",
      "Access Denied: Project p: User does not have bigquery.jobs.create permission",
    ],
    [401, "authError", "Request had invalid authentication credentials."],
    [400, "bytesBilledLimitExceeded", "Query exceeded limit for bytes billed: 10485760."],
    [400, "jobInternalError", "failed to analyze: Unrecognized name: zz [at 1:8]"], // the emulator's
  ])("%s %s is not tried again: %s", (status, reason, message) => {
    const error = classified(failure(status, reason, message), NOW);
    expect(adviceOf(error)).toEqual({ kind: "never" });
    expect(error.message).toContain(message);
  });

  it("says what to do where permission is missing", () => {
    const error = classified(failure(403, "accessDenied", "Access Denied"), NOW);
    expect(error.message).toContain("docs/how-to/bigquery.md");
  });

  it.each([
    "Not found: Table p:raw.nowhere was not found in location US",
    "Not found: Dataset p:raw was not found in location US",
    "failed to analyze: Table not found: `raw.nowhere` [at 1:15]",
  ])("names the table that is not there: %s", (message) => {
    const error = classified(failure(404, "notFound", message), NOW);
    expect(error).toBeInstanceOf(TableNotFoundError);
    expect(error.message).toMatch(/Table (p:raw(\.nowhere)?|raw\.nowhere) does not exist/);
  });
});
