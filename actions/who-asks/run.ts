import { context } from "@actions/github";
import { openPeople } from "../../src/github/people.ts";
import type { ActionResult } from "../../src/hosts/action.ts";
import { readCommentEvent } from "../../src/issues/command/event.ts";
import { mayCommand } from "../../src/jobs/issues/command-gate.ts";
import type { Inputs } from "./inputs.ts";

/** Whether a comment is a command of somebody who may give one: one request at most, and nothing is written. */
export async function whoAsks({ token, identity }: Inputs): Promise<ActionResult> {
  const event = readCommentEvent(context.payload);
  const barred = await mayCommand(event, identity, openPeople({ ...context.repo, token }));
  return {
    outputs: { allowed: String(barred === null) },
    summary: `${barred ?? "A command of somebody who can write to the repository."}\n`,
    failure: null,
  };
}
