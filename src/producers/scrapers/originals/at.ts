import { resolve } from "node:path";
import { bucketOf, bucketStore } from "./bucket.ts";
import { folderStore } from "./folder.ts";
import { type Originals, originalsOf } from "./originals.ts";

/** The declared cache: "gs://BUCKET/PREFIX", or a folder below the root. STORAGE_EMULATOR_HOST stands in for Google. */
export function originalsAt(
  cache: string,
  root: string,
  variables: Readonly<Record<string, string | undefined>>,
): Originals {
  const bucket = bucketOf(cache);
  const given = variables["STORAGE_EMULATOR_HOST"] || null;
  // Google's own tools take it with and without http.
  const emulator = given === null || given.includes("://") ? given : `http://${given}`;
  return originalsOf(
    bucket === null ? folderStore(resolve(root, cache)) : bucketStore(bucket, emulator),
  );
}
