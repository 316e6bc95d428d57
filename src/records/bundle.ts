import { createHash } from "node:crypto";

/** A whole file within a bundle. */
export type Bundled = {
  /** Its path from the folder that the bundle lies in. */
  readonly name: string;
  readonly content: Uint8Array;
};

const HEAD =
  "<!-- Whole files of one month, as they were published. The line before each gives its name, its bytes and their SHA-256. An edited bundle is no longer read. -->\n";
const NAME = String.raw`[\w.=+-]+(?:\/[\w.=+-]+)*`;
const MARK = new RegExp(
  `^\\n## (${NAME})\\n\\n<!-- file (${NAME}) (\\d{1,9}) ([0-9a-f]{64}) -->\\n(~{8}\\n)?`,
);
/** More than a marker ever takes. */
const MARK_BYTES = 1200;
const FENCE = "~~~~~~~~\n";

const digest = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

/** Whether a bundle can name the file: what it cannot name stays a file of its own. */
export const canBundle = (name: string): boolean =>
  name.length <= 200 && new RegExp(`^${NAME}$`).test(name);

/** One readable text of many files; `parseBundle` gives each back byte by byte. */
export function writeBundle(title: string, files: readonly Bundled[]): Buffer {
  const parts = files.flatMap(({ name, content }) => {
    // Only markdown is shown as it is; a page would run the lines of other files together.
    const fence = name.endsWith(".md") ? "" : FENCE;
    const mark = `<!-- file ${name} ${content.byteLength} ${digest(content)} -->`;
    return [Buffer.from(`\n## ${name}\n\n${mark}\n${fence}`), content, Buffer.from(`\n${fence}`)];
  });
  return Buffer.concat([Buffer.from(`# ${title}\n\n${HEAD}`), ...parts]);
}

/** The files in the order of the bundle; null for a text that is no bundle, or one that somebody edited. */
export function parseBundle(bundle: Uint8Array): Bundled[] | null {
  const bytes = Buffer.from(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const head = bytes.indexOf(HEAD);
  if (head === -1) return null;
  const files: Bundled[] = [];
  let at = head + Buffer.byteLength(HEAD);
  while (at < bytes.byteLength) {
    const mark = MARK.exec(bytes.toString("latin1", at, at + MARK_BYTES));
    const [text = "", heading, name = "", size, sha, fence = ""] = mark ?? [];
    if (mark === null || heading !== name) return null;
    const start = at + text.length;
    const content = bytes.subarray(start, start + Number(size));
    const end = start + content.byteLength;
    const tail = `\n${fence}`;
    if (digest(content) !== sha || bytes.toString("latin1", end, end + tail.length) !== tail)
      return null;
    files.push({ name, content });
    at = end + tail.length;
  }
  return files;
}
