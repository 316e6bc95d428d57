import { UserError } from "../../errors.ts";

/** The one folder that reports may be written to. */
export const REPORTS = "reports";

// Plain names without a leading dot: no "..", nothing hidden, no backslash, nothing that a shell or a page would read.
const NAME = "[A-Za-z0-9_][A-Za-z0-9._=+-]*";
const ALLOWED = new RegExp(`^${REPORTS}/(?:${NAME}/)*${NAME}\\.(?:md|csv|json|jsonl|svg)$`);
const MAX_PATH_LENGTH = 240;
const MAX_FILE_BYTES = 20 * 1024 ** 2;
const MAX_FILES = 2000;
/** What google-github-actions/auth leaves in a workspace. */
const CREDENTIALS = /(?:^|\/)gha-creds-/;

/** Throws for the first file that is no report: one that does not belong there is not left out in silence. */
export function checkReportFiles(files: ReadonlyMap<string, Uint8Array | null>): void {
  if (files.size > MAX_FILES)
    throw new UserError(`There are ${files.size} reports to publish; the limit is ${MAX_FILES}.`);
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
