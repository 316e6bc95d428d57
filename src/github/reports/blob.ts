import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";

/** A publication compares each file several times, and all files again with each attempt. */
const known = new WeakMap<Uint8Array, string>();

/**
 * The name that git gives a content, worked out here: what the repository already has need not be sent. A content that
 * was asked about must not be changed.
 */
export function blobSha(content: Uint8Array): string {
  const sha =
    known.get(content) ??
    createHash("sha1").update(`blob ${content.byteLength}\0`).update(content).digest("hex");
  known.set(content, sha);
  return sha;
}

/** Above it a file goes by a request of its own, to keep the one with the whole tree small. */
const MAX_INLINE_BYTES = 256 * 1024;

/**
 * The text to send within the tree, or null for what a JSON string might not carry unharmed (no UTF-8, control characters,
 * nothing at all): that goes as base64, in a request of its own.
 */
export function inlineText(content: Uint8Array): string | null {
  if (content.byteLength === 0 || content.byteLength > MAX_INLINE_BYTES || !isUtf8(content))
    return null;
  const text = Buffer.from(content).toString("utf8");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/.test(
    text,
  )
    ? null
    : text;
}
