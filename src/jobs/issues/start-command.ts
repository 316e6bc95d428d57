import { errorMessage, UserError } from "../../errors.ts";
import type { Command } from "../../issues/command/command.ts";
import type { Start } from "../../issues/command/start.ts";
import { ownRuns, sameStart } from "../../issues/command/under-way.ts";
import type { CommandPorts, CommandRequest } from "./command-gate.ts";
import { type Handled, handled, respond } from "./handled.ts";

/** Starts the repair, unless the same has not ended. */
export async function startRepair(
  command: Command,
  { start: decided, again }: { readonly start: Start; readonly again: boolean },
  request: CommandRequest,
  ports: CommandPorts,
): Promise<Handled> {
  const { event, workflow, ref } = request;
  const start: Start = { ...decided, "asked-by": event.comment.author };
  const active = await ports.workflows.active(workflow);
  const same = active.find((run) => sameStart(run, start));
  if (same !== undefined) {
    await respond(ports, event, command, { kind: "waiting", run: same }, "confused");
    return handled("refused", "The same repair is not over.", { url: same.url });
  }
  let url: string | null;
  try {
    url = await ports.workflows.dispatch(workflow, ref, start);
  } catch (error) {
    // Only a refusal says that nothing was started.
    if (!(error instanceof UserError)) return unsure(command, request, ports);
    const why = errorMessage(error);
    await respond(ports, event, command, { kind: "unstarted", why }, "confused");
    return handled("refused", why);
  }
  // Planning takes no turn.
  const behind = start["dry-run"] === undefined ? ownRuns(active, start.environment) : [];
  await respond(
    ports,
    event,
    command,
    { kind: "started", start, url, again, behind },
    behind.length === 0 ? "rocket" : null,
  );
  return handled("started", "The repair was started.", { url });
}

/** Nobody knows whether it was started: it is said, with what can be seen, and not tried again. */
export async function unsure(
  command: Command,
  { event, workflow }: CommandRequest,
  ports: CommandPorts,
): Promise<Handled> {
  const runs = await ports.workflows.dispatchedSince(workflow, event.comment.createdAt);
  await respond(ports, event, command, { kind: "uncertain", runs }, "confused");
  return handled("unsure", "Nobody knows whether the repair was started.");
}
