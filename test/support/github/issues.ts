import { type OctokitIssues, openIssueTracker } from "../../../src/github/issues/tracker.ts";
import { type GitHub, OWNER, REPO, TOKEN } from "./github.ts";
import { QUICK } from "./report-folders.ts";

type Options = Parameters<typeof openIssueTracker>[0];

/** The adapter on a GitHub of this machine, with short waits. */
export const trackerOn = (github: GitHub, over: Partial<Options> = {}): OctokitIssues =>
  openIssueTracker({
    ...{ owner: OWNER, repo: REPO, token: TOKEN, apiUrl: github.url },
    ...{ identity: "octocat", timing: QUICK, secondMs: 5 },
    ...over,
  });
