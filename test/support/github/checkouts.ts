import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { ROOT } from "../pipeline.ts";
import { wordsOf } from "../printed.ts";
import { run, type Said } from "../repair/repairs.ts";

/** What a person's own work makes in a checkout; everything else of it is the repository's. */
const OWN = [".git", ".cache", ".warehouse", "reports", "out"];

/** A checkout of the repository with an own warehouse and own reports, where lines are typed as they are printed. */
export class Checkout {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(ROOT))
      if (!OWN.includes(name)) symlinkSync(join(ROOT, name), join(folder, name));
  }

  get warehouse(): string {
    return join(this.folder, ".warehouse/sample.duckdb");
  }

  /** Begins anew, with this file as the sample, and without a report. */
  reset(sample: string): void {
    for (const name of OWN) rmSync(join(this.folder, name), { recursive: true, force: true });
    mkdirSync(join(this.folder, ".warehouse"));
    copyFileSync(sample, this.warehouse);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  /** Tells whether the warehouse's file was written. */
  fingerprint(): string {
    if (!existsSync(this.warehouse)) return "not there";
    return createHash("sha256").update(readFileSync(this.warehouse)).digest("hex");
  }

  /** A line of this tool as a person types it, whose working folder is the checkout's. */
  async type(line: string): Promise<Said> {
    const before = process.cwd();
    process.chdir(this.folder);
    try {
      return await run(wordsOf(line), { root: this.folder });
    } finally {
      process.chdir(before);
    }
  }
}
