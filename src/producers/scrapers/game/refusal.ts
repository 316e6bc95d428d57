/** What was fetched or handed over is not what it should be. The message says what is wrong with it; nothing of it is used. */
export class RefusedSourceError extends Error {
  override readonly name = "RefusedSourceError";
}

/** Throws a RefusedSourceError. */
export function refuse(reason: string, cause?: unknown): never {
  throw new RefusedSourceError(reason, cause === undefined ? {} : { cause });
}
