import { context } from "@actions/github";
import { REAL_TIMING } from "../../src/github/attempts.ts";
import { openIssueTracker } from "../../src/github/issues/tracker.ts";
import { actionProgress } from "../../src/hosts/action.ts";
import { rememberTracker } from "../../src/jobs/reports/issue-files.ts";

type Where = {
  readonly token: string;
  readonly identity: string;
  readonly out: string;
  readonly environment: string;
};

/** Keeps what GitHub says of the issues beside the reports, which name them. */
export async function rememberIssues({ token, identity, out, environment }: Where): Promise<void> {
  const tracker = openIssueTracker({ ...context.repo, token, identity, timing: REAL_TIMING });
  await rememberTracker({ out, name: environment }, tracker, actionProgress);
}
