import { UserError } from "../../errors.ts";

/** The one folder that reports may be written to. */
export const REPORTS = "reports";

// Plain names without a leading dot: no "..", nothing hidden, no backslash, nothing that a shell or a page would read.
const NAME = "[A-Za-z0-9_][A-Za-z0-9._=+-]*";
const ALLOWED = new RegExp(`^${REPORTS}/(?:${NAME}/)*${NAME}\\.(?:md|csv|json|jsonl|svg)$`);
const MAX_PATH_LENGTH = 240;
const MAX_FILE_BYTES = 20 * 1024 ** 2;
/** Of one commit: whoever publishes more at once publishes what is no report. */
const MAX_CHANGES = 2000;
/** What google-github-actions/auth leaves in a workspace. */
const CREDENTIALS = /(?:^|\/)gha-creds-/;

/** Throws for the first file that is no report: one that does not belong there is not left out in silence. */
export function checkReportFiles(files: ReadonlyMap<string, Uint8Array | null>): void {
  for (const [path, content] of files) {
    const byteLength = content?.byteLength ?? 0;
    if (!ALLOWED.test(path) || CREDENTIALS.test(path) || path.length > MAX_PATH_LENGTH)
      throw new UserError(
        `${JSON.stringify(path)} may not be published: reports are .md, .csv, .json, .jsonl and .svg files with plain names under ${REPORTS}/. Nothing was published.`,
      );
    if (byteLength > MAX_FILE_BYTES)
      throw new UserError(
        `${path} has ${byteLength} bytes; the limit is ${MAX_FILE_BYTES}. Nothing was published.`,
      );
  }
}

/** Throws where a commit would write too much. Files that stay as they are do not count, and neither do files that go. */
export function checkChanges(changed: readonly (readonly [string, Uint8Array | null])[]): void {
  const written = changed.filter(([, content]) => content !== null).length;
  if (written > MAX_CHANGES)
    throw new UserError(
      `${written} reports would change at once; the limit is ${MAX_CHANGES}. Nothing was published.`,
    );
}
