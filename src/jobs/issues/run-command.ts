import { addDays } from "../../dates/civil-date.ts";
import { lastEndedDay } from "../../dates/instant.ts";
import type { OwnIssue } from "../../github/issues/port.ts";
import type { Reaction } from "../../github/people.ts";
import type { Command } from "../../issues/command/command.ts";
import { type Decision, decide } from "../../issues/command/decide.ts";
import { heldIn } from "../../issues/command/held.ts";
import { readCommand } from "../../issues/command/read-command.ts";
import { isAnswerTo, lastShow, lastStart } from "../../issues/command/start.ts";
import { type IssueTarget, readMarker } from "../../issues/marker.ts";
import { readState, withState } from "../../issues/state.ts";
import type { Answer } from "../../render/issue/command-answer.ts";
import { ACKNOWLEDGED } from "../../render/issue/labels.ts";
import { withStatus } from "../../render/issue/status.ts";
import { readCommandFiles } from "./command-files.ts";
import {
  barredBecause,
  type CommandPorts,
  type CommandRequest,
  ignoredBecause,
  isOfAnotherApp,
} from "./command-gate.ts";
import { explainCell } from "./explain-cell.ts";
import { type Handled, handled, respond } from "./handled.ts";
import { startRepair, unsure } from "./start-command.ts";
import { stopRepair } from "./stop-repair.ts";

/** Does what the comment asks, if its author may: docs/adr/0015-commands-on-issues.md. */
export async function runCommand(request: CommandRequest, ports: CommandPorts): Promise<Handled> {
  const { event, identity } = request;
  const { tracker, people } = ports;
  const { issue, comment } = event;
  const notForUs = ignoredBecause(event, identity);
  if (notForUs !== null) return handled("ignored", notForUs);
  const read = readCommand(comment.body);
  if (read.status === "none") return handled("ignored", "The first line is no command.");
  const own = await tracker.get(issue.number);
  const target = own === null ? null : readMarker(own.body);
  if (own === null || target === null)
    return handled("ignored", "The issue is not ours, or does not say what it is about.");
  if (!own.isOpen) return handled("ignored", "The issue is closed.");

  const barred = await barredBecause(request, ports);
  if (barred !== null) return handled("not allowed", barred);

  const live = await people.comment(comment.id);
  if (live === null) return handled("ignored", "The comment was deleted.");
  const reply = (command: Command | null, answer: Answer, reaction: Reaction) =>
    respond(ports, event, command, answer, reaction);
  if (live.body !== comment.body || live.author !== comment.author) {
    await reply(null, { kind: "changed" }, "confused");
    return handled("refused", "The comment was changed after it was written.");
  }
  if (isOfAnotherApp(event, identity)) {
    await reply(null, { kind: "by an app", app: comment.app ?? "" }, "confused");
    return handled("refused", "An app wrote the comment in a person's name.");
  }
  if (read.status === "wrong") {
    await reply(null, { kind: "wrong", why: read.why, instead: read.instead }, "confused");
    return handled("not understood", read.why);
  }
  return carryOut(read.command, own, target, request, ports);
}

async function carryOut(
  command: Command,
  own: OwnIssue,
  target: IssueTarget,
  request: CommandRequest,
  ports: CommandPorts,
): Promise<Handled> {
  const { event, now } = request;
  const { comment } = event;
  const claim = await ports.people.react(comment.id, "eyes");
  const bodies = (await ports.tracker.comments(own.number)).map(({ body }) => body);
  if (bodies.some((body) => isAnswerTo(comment.id, body)))
    return handled("done before", "This comment was answered before.");
  const state = readState(own.body);
  const files = await readCommandFiles(request, target.environment, state?.run ?? null);
  const today = addDays(lastEndedDay(now, files.pipeline.timeZone), 1);
  const situation = {
    target,
    state,
    today,
    lastStart: lastStart(bodies),
    lastShow: lastShow(bodies),
    held: command.kind === "approve" ? heldIn(bodies, command.run) : null,
    isTeamOfOne: request.teamOfOne,
    ...files,
  };
  const who = { issue: own.number, comment: comment.id, by: comment.author };
  const decision = decide(command, { ...who, ...situation });
  if (decision.kind === "start" && claim === "there") return unsure(command, request, ports);
  return act(command, decision, own, target, request, ports);
}

async function act(
  command: Command,
  decision: Decision,
  own: OwnIssue,
  target: IssueTarget,
  request: CommandRequest,
  ports: CommandPorts,
): Promise<Handled> {
  const { tracker } = ports;
  const { event } = request;
  const { author } = event.comment;
  const reply = (answer: Answer, reaction: Reaction) =>
    respond(ports, event, command, answer, reaction);
  switch (decision.kind) {
    case "help":
      await reply({ kind: "help" }, "rocket");
      return handled("done", "The commands were shown.");
    case "refuse":
      await reply({ ...decision, kind: "refused" }, "confused");
      return handled("refused", decision.why);
    case "explain": {
      const found = await explainCell(decision.command, target, request);
      if ("why" in found) {
        await reply({ ...found, kind: "refused" }, "confused");
        return handled("refused", found.why);
      }
      await reply({ ...found, kind: "explained" }, "rocket");
      return handled("done", "The cell was explained.");
    }
    case "stop": {
      const answer = await stopRepair(decision.run, own, target, request, ports);
      const isAsked = answer.kind === "stopping";
      await reply(answer, isAsked ? "rocket" : "confused");
      return isAsked
        ? handled("done", "The repair was asked to end.")
        : handled("refused", "Nothing of this issue is under way under that name.");
    }
    case "take":
      await tracker.assign(own.number, author);
      await reply({ kind: "taken", by: author }, "rocket");
      return handled("done", "The issue was assigned.");
    case "ack": {
      const { until = "", reason = "" } = decision.state.ack ?? {};
      await tracker.ensureLabels([ACKNOWLEDGED]);
      // A sync may have written the issue since it was read, and people beside it.
      const now = (await tracker.get(own.number)) ?? own;
      const state = { ...(readState(now.body) ?? decision.state), ack: decision.state.ack };
      const labels = [...new Set([...now.labels, ACKNOWLEDGED.name])];
      const body = withStatus(withState(now.body, state), state, "open");
      await tracker.update(own.number, { body, labels });
      await reply({ kind: "acknowledged", until, reason }, "rocket");
      return handled("done", `Acknowledged until ${until}.`);
    }
    case "propose":
      return handled("proposed", "A waiver is to be proposed.", { proposal: decision.proposal });
    case "start":
      return startRepair(command, decision, request, ports);
  }
}
