import { describe, expect, it } from "vitest";
import { classified, judge } from "../../../../src/warehouse/bigquery/client/errors.ts";
import { ApiFailure } from "../../../../src/warehouse/bigquery/client/rest.ts";
import { adviceOf } from "../../../../src/warehouse/retry.ts";

const NOW = new Date("2026-01-26T12:00:00Z");

/** A job that ended with `errorResult` comes as status 400; an HTTP error has its own. */
const failure = (status: number, reason: string, message: string) =>
  new ApiFailure(message, { status, reason });

/** What python-bigquery and dbt-bigquery try again by its reason, as an HTTP error and as the error of a job. */
describe("a reason that passes within seconds", () => {
  const passing = [
    ["rateLimitExceeded", 403, "Exceeded rate limits: too many table update operations"],
    ["backendError", 503, "Error encountered during execution. Retrying may solve the problem."],
    ["internalError", 500, "An internal error occurred and the request could not be completed."],
    ["badGateway", 502, "Bad Gateway"],
    ["tableUnavailable", 400, "Table p:d.t is currently unavailable."],
    ["jobBackendError", 400, "The job encountered an error during execution."],
    ["jobInternalError", 400, "The job encountered an internal error during execution."],
    ["jobRateLimitExceeded", 400, "Job exceeded rate limits: Your table exceeded quota"],
  ] as const;

  it.each(passing)("%s with HTTP %i is tried again", (reason, status, message) => {
    expect(judge(failure(status, reason, message), NOW).advice).toEqual({ kind: "seconds" });
  });

  it.each(passing.filter(([reason]) => reason !== "rateLimitExceeded"))(
    "%s of a job that ended is tried again as a new job",
    (reason, _, message) => {
      expect(judge(failure(400, reason, message), NOW)).toMatchObject({
        advice: { kind: "seconds" },
        newJob: true,
      });
    },
  );

  it("does not make a second job of a request that may have been carried out", () => {
    expect(judge(failure(503, "backendError", "Retrying may help"), NOW).newJob).toBe(false);
    expect(judge(failure(500, "internalError", "An internal error"), NOW).newJob).toBe(false);
  });
});

describe("a reason that repeating cannot help", () => {
  it.each([
    [501, "notImplemented", "This job error is returned when a feature is not implemented."],
    [400, "resourceInUse", "Dataset p:d is still in use"],
    [403, "billingNotEnabled", "Billing has not been enabled for this project."],
    [403, "blocked", "The operation is blocked."],
    [400, "invalid", "Invalid table name"],
    [400, "parseError", "Syntax error"],
  ])("%i %s is given up at once", (status, reason, message) => {
    expect(judge(failure(status, reason, message), NOW).advice).toEqual({ kind: "never" });
  });

  it("of a query that took too long asks for fewer dates", () => {
    expect(judge(failure(400, "timeout", "The job timed out"), NOW).advice).toEqual({
      kind: "split",
    });
  });
});

describe("what is refused because rows were streamed in", () => {
  it.each([
    "UPDATE or DELETE statement over table p.d.t would affect rows in the streaming buffer, which is not supported",
    "UPDATE, MERGE, or DELETE statement over table d.t would affect rows in the streaming buffer, which is not supported",
  ])("is parked for 30 to 90 minutes, and says why: %s", (message) => {
    const error = classified(failure(400, "invalidQuery", message), NOW);
    const advice = adviceOf(error);
    const minutes = advice.kind === "park" ? (advice.dueAt.getTime() - NOW.getTime()) / 60_000 : 0;
    expect(minutes).toBeGreaterThanOrEqual(30);
    expect(minutes).toBeLessThanOrEqual(90);
    expect(error.message).toMatch(/streamed.*30 to 90 minutes/);
  });
});

describe("a quota whose message names no day", () => {
  it.each([
    [
      "Quota exceeded: Your table exceeded quota for imports or query appends per table",
      "the day's changes of one table",
      60,
    ],
    [
      "Quota exceeded: Your project exceeded quota for max number of jobs that can be queued per project.",
      "jobs at the same time",
      10,
    ],
  ])("%s", (message, name, minutes) => {
    const error = classified(failure(403, "quotaExceeded", message), NOW);
    expect(adviceOf(error)).toEqual({
      kind: "park",
      dueAt: new Date(NOW.getTime() + minutes * 60_000),
    });
    expect(error.message).toContain(name);
  });

  it("of the changes that wait for one table passes within seconds", () => {
    const message =
      "Quota exceeded: Your table exceeded quota for total number of dml jobs writing to a table, pending + running";
    expect(judge(failure(400, "quotaExceeded", message), NOW)).toMatchObject({
      advice: { kind: "seconds" },
      newJob: true,
    });
  });
});

describe("a refusal of what is not there, as whoever has datasets alone gets it,", () => {
  it.each([
    "Access Denied: Table p:ops.partition_writes: User does not have permission to query table p:ops.partition_writes, or perhaps it does not exist.",
    "Access Denied: Dataset p:ops: Permission bigquery.datasets.get denied on dataset p:ops (or it may not exist).",
    "Access Denied: Project p: User does not have bigquery.datasets.create permission in project p.",
  ])("asks for warehouse init by name: %s", (message) => {
    const error = classified(failure(403, "accessDenied", message), NOW);
    expect(error.message).toContain("npm run ops -- warehouse init");
    expect(adviceOf(error)).toEqual({ kind: "never" });
  });

  it("of another dataset names the roles alone", () => {
    const message = "Access Denied: Table p:nba_raw.t: User does not have permission";
    const error = classified(failure(403, "accessDenied", message), NOW);
    expect(error.message).not.toContain("warehouse init");
    expect(error.message).toContain("docs/how-to/bigquery.md");
  });
});
