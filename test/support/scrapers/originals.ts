import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "../pipeline.ts";

/** A real answer of a source that is kept with the tests (test/producers/scrapers/loop/originals/README.md). */
export const realAnswer = (file: string): Uint8Array =>
  readFileSync(join(ROOT, "test/producers/scrapers/loop/originals", file));

/** It as plain data, to be changed by a test. */
// biome-ignore lint/suspicious/noExplicitAny: tests damage it in ways that no type allows.
export const realJson = (file: string): any => JSON.parse(Buffer.from(realAnswer(file)).toString());

export const bytesOf = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
