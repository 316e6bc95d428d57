import { join } from "node:path";
import { getOctokit } from "@actions/github";
import { openPeople } from "../../../src/github/people.ts";
import { openWorkflows } from "../../../src/github/workflows.ts";
import { readCommentEvent } from "../../../src/issues/command/event.ts";
import { type IssueTarget, printMarker } from "../../../src/issues/marker.ts";
import { type IssueState, newState, printState } from "../../../src/issues/state.ts";
import type { CommandRequest } from "../../../src/jobs/issues/command-gate.ts";
import type { Handled } from "../../../src/jobs/issues/handled.ts";
import { runCommand } from "../../../src/jobs/issues/run-command.ts";
import { type GitHub, OWNER, REPO, TOKEN, tokenOf } from "./github.ts";
import { trackerOn } from "./issues.ts";

const ROOT = join(import.meta.dirname, "../../..");
export const AT = { owner: OWNER, repo: REPO };
/** Reports as a validation of the incident left them. */
export const SAVED = join(import.meta.dirname, "saved");
/** Who writes our issues on the emulator. */
export const IDENTITY = "octocat";
export const NOW = new Date("2026-01-26T12:00:00Z");

/** Gamebooks of three dates that the shipped sample's newest validation has as missing. */
export const aTarget = (over: Partial<IssueTarget> = {}): IssueTarget => ({
  v: 1,
  environment: "sample",
  phase: "raw",
  cause: "source",
  tables: ["nbac_gamebook"],
  dates: "2025-10-21..2025-10-23",
  includeWarmUp: false,
  ...over,
});

export const WARM_UP = aTarget({
  phase: "precompute",
  cause: "warm-up",
  tables: ["tdza", "psza"],
  dates: "2024-10-22..2024-11-04",
  includeWarmUp: true,
});

export const bodyOf = (target = aTarget(), state: Partial<IssueState> = {}): string =>
  `Gamebooks are missing.\n\n${printMarker(target)}\n${printState({ ...newState("raw"), ...state })}\n`;

const as = (github: GitHub, login: string) =>
  getOctokit(login === IDENTITY ? TOKEN : tokenOf(login), { baseUrl: github.url });

export async function openIssue(
  github: GitHub,
  { author = IDENTITY, body = bodyOf() }: { author?: string; body?: string } = {},
): Promise<number> {
  const made = await as(github, author).rest.issues.create({
    ...AT,
    title: "[P1] Gamebooks",
    body,
  });
  return made.data.number;
}

type Written = { readonly issue: number; readonly id: number; readonly event: EventJson };
export type EventJson = {
  action: string;
  issue: Record<string, unknown>;
  comment: Record<string, unknown>;
};

/** A comment, and the event that GitHub sends for it. */
export async function comment(
  github: GitHub,
  issue: number,
  body: string,
  login = "wendy",
): Promise<Written> {
  const { rest } = as(github, login);
  const { data } = await rest.issues.createComment({ ...AT, issue_number: issue, body });
  const { data: on } = await rest.issues.get({ ...AT, issue_number: issue });
  const user = { login: on.user?.login, type: "Bot" };
  const event = {
    action: "created",
    issue: { number: issue, state: on.state, user, author_association: "NONE" },
    comment: {
      ...{ id: data.id, body, created_at: data.created_at },
      // A member or a collaborator may have read alone: this says nothing about what they may.
      author_association: "MEMBER",
      user: { login, type: "User" },
    },
  };
  return { issue, id: data.id, event };
}

/** Runs it as the action does, on the shipped declaration and the reports of a validation of the incident. */
export const run = (
  github: GitHub,
  event: EventJson,
  over: Partial<CommandRequest> = {},
): Promise<Handled> => {
  const connection = { ...AT, token: TOKEN, apiUrl: github.url };
  return runCommand(
    {
      ...{ event: readCommentEvent(event), identity: IDENTITY, now: NOW },
      ...{ pipeline: join(ROOT, "pipeline/pipeline.yaml"), reports: SAVED },
      ...{ workflow: "backfill.yml", ref: "main", teamOfOne: false },
      ...over,
    },
    {
      tracker: trackerOn(github, { identity: IDENTITY }),
      people: openPeople(connection),
      workflows: openWorkflows(connection),
    },
  );
};

/** What our identity said on an issue. */
export async function said(github: GitHub, issue: number): Promise<string[]> {
  const { data } = await github.octokit.rest.issues.listComments({ ...AT, issue_number: issue });
  return data.filter(({ user }) => user?.login === IDENTITY).map(({ body = "" }) => body);
}

export const reactionsTo = ({ beyond }: GitHub, id: number): string[] =>
  beyond.reactions.filter(({ comment: to }) => to === id).map(({ content }) => content);
