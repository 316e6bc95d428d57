import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";

/** What was fetched, byte for byte. */
export type Original = {
  readonly url: string;
  /** Of the bytes, in hex. */
  readonly sha256: string;
  readonly bytes: Uint8Array;
  /** An instant. */
  readonly fetchedAt: string;
};

export type Originals = {
  /** The newest that was kept of an address; null where there is none, or where its file is damaged. */
  read(url: string): Promise<Original | null>;
  keep(url: string, bytes: Uint8Array, fetchedAt: string): Promise<Original>;
  /** The address is asked again the next time; the bytes stay, as evidence. */
  forget(url: string): Promise<void>;
};

const Entry = z.strictObject({
  url: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().nonnegative(),
  fetchedAt: z.iso.datetime(),
});

/**
 * Originals in a folder: `objects/ab/abc...` by the hash of their content, and `addresses/HASH.json` says which content
 * an address had. Files are written beside their place and moved there, so that one that was cut off is not there.
 */
export function originalsIn(folder: string): Originals {
  const entryFile = (url: string) =>
    join(folder, "addresses", `${hashOf(Buffer.from(url, "utf8"))}.json`);
  const objectFile = (sha256: string) => join(folder, "objects", sha256.slice(0, 2), sha256);
  return {
    async read(url) {
      const text = await readIfThere(entryFile(url));
      const entry = text === null ? null : parsed(text.toString("utf8"));
      if (entry === null || entry.url !== url) return null;
      const bytes = await readIfThere(objectFile(entry.sha256));
      if (bytes === null || hashOf(bytes) !== entry.sha256) return null;
      return { url, sha256: entry.sha256, bytes, fetchedAt: entry.fetchedAt };
    },
    async keep(url, bytes, fetchedAt) {
      const sha256 = hashOf(bytes);
      await writeAtOnce(objectFile(sha256), bytes);
      const entry = { url, sha256, bytes: bytes.length, fetchedAt };
      await writeAtOnce(entryFile(url), `${JSON.stringify(entry)}\n`);
      return { url, sha256, bytes, fetchedAt };
    },
    forget: (url) => rm(entryFile(url), { force: true }),
  };
}

export const hashOf = (bytes: Uint8Array): string =>
  createHash("sha256").update(bytes).digest("hex");

function parsed(text: string): z.infer<typeof Entry> | null {
  try {
    return Entry.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function writeAtOnce(file: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}.${randomUUID()}`;
  try {
    await writeFile(beside, content);
    await rename(beside, file);
  } finally {
    await rm(beside, { force: true });
  }
}
