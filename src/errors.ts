/** Bad input, bad configuration or a missing permission: something the reader of the message can fix. Exit code 2. */
export class UserError extends Error {
  override readonly name: string = "UserError";
}

/** The declared table is not in the warehouse: a configuration error that names it, never a row of zeros. */
export class TableNotFoundError extends UserError {
  override readonly name = "TableNotFoundError";
}

/** The data that a run stands on could not be read at all. Exit code 3. */
export class UnreadableError extends Error {
  override readonly name = "UnreadableError";
}

/** The dates that a person named hold no game: nothing was looked at and nothing repaired. Exit code 1. */
export class NoGamesError extends UserError {
  override readonly name = "NoGamesError";
}

/** A person stopped it before it changed anything. Exit code 130, as a shell says it of what Ctrl-C ended. */
export class InterruptedError extends UserError {
  override readonly name = "InterruptedError";
}

/** The exit code for what was thrown (docs/reference/states.md): 2 for what the reader can fix, 3 for what could not be read. */
export function exitCodeOfError(error: unknown): 1 | 2 | 3 | 130 {
  if (error instanceof UnreadableError) return 3;
  if (error instanceof InterruptedError) return 130;
  if (error instanceof NoGamesError) return 1;
  return error instanceof UserError ? 2 : 1;
}

/** One line: the message and those of its causes. */
export function errorMessage(error: unknown): string {
  const parts: string[] = [];
  for (let at: unknown = error, depth = 0; at !== undefined && depth < 8; depth += 1) {
    const text = at instanceof Error ? at.message : String(at);
    if (!parts.some((part) => part.includes(text))) parts.push(text);
    at = at instanceof Error ? at.cause : undefined;
  }
  return parts.join(": ");
}

/** What a person reads when a run ends in `error`: the chain of causes, and the stack unless they can fix it themselves. */
export function describeError(error: unknown): string {
  const expected = error instanceof UserError || error instanceof UnreadableError;
  if (expected || !(error instanceof Error) || error.stack === undefined)
    return errorMessage(error);
  return `${errorMessage(error)}\n${error.stack}`;
}
