import { createHash } from "node:crypto";
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

/** Where files are kept by name, such as addresses/abc.json. One that is being written is not there yet. */
export type FileStore = {
  get(name: string): Promise<Uint8Array | null>;
  put(name: string, content: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
};

const Entry = z.strictObject({
  url: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().nonnegative(),
  fetchedAt: z.iso.datetime(),
});

/**
 * Originals in a store: `objects/ab/abc...` by the hash of their content, and `addresses/HASH.json` says which content
 * an address had.
 */
export function originalsOf(store: FileStore): Originals {
  const entryName = (url: string) => `addresses/${hashOf(Buffer.from(url, "utf8"))}.json`;
  const objectName = (sha256: string) => `objects/${sha256.slice(0, 2)}/${sha256}`;
  return {
    async read(url) {
      const text = await store.get(entryName(url));
      const entry = text === null ? null : parsed(Buffer.from(text).toString("utf8"));
      if (entry === null || entry.url !== url) return null;
      const bytes = await store.get(objectName(entry.sha256));
      if (bytes === null || hashOf(bytes) !== entry.sha256) return null;
      return { url, sha256: entry.sha256, bytes, fetchedAt: entry.fetchedAt };
    },
    async keep(url, bytes, fetchedAt) {
      const sha256 = hashOf(bytes);
      await store.put(objectName(sha256), bytes);
      const entry = { url, sha256, bytes: bytes.length, fetchedAt };
      await store.put(entryName(url), Buffer.from(`${JSON.stringify(entry)}\n`));
      return { url, sha256, bytes, fetchedAt };
    },
    forget: (url) => store.remove(entryName(url)),
  };
}

/** The words of an original for messages. */
export const originText = ({ url, sha256 }: Pick<Original, "url" | "sha256">): string =>
  `${url}, sha256 ${sha256}`;

const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function parsed(text: string): z.infer<typeof Entry> | null {
  try {
    return Entry.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
