import { z } from "zod";
import type { BranchView } from "../../github/reports/port.ts";
import { type Bundled, parseBundle, writeBundle } from "../../records/bundle.ts";
import { bundleName, bundleOfName, bundlesOf } from "../../records/dated-files.ts";

/** A part that is larger takes no more: GitHub shows and sends files of this size without trouble. */
const MOST_BYTES = 4 * 1024 ** 2;

type Part = { readonly name: string; readonly files: Bundled[]; isChanged: boolean };

/** The bundle of one month as the branch has it, and what a publication adds to it. Nothing in it ever goes. */
export class Month {
  readonly #parts: Part[] = [];
  readonly #title: string;
  readonly #month: string;
  #used: number;

  private constructor(at: string, month: string, used: number) {
    this.#title = `${at.endsWith("/handoffs") ? "Handoffs" : "Repairs"} of ${month}`;
    this.#month = month;
    this.#used = used;
  }

  /** `at` is the folder of the bundles; `names` are the paths that are taken, on the branch and in the publication. */
  static async read(
    branch: BranchView,
    at: string,
    month: string,
    names: readonly string[],
  ): Promise<Month> {
    const here = names.flatMap((path) =>
      path.startsWith(`${at}/`) ? [path.slice(at.length + 1)] : [],
    );
    const taken = bundlesOf(month, [...new Set(here)]);
    const found = new Month(at, month, partOf(taken.at(-1)));
    for (const name of taken) {
      const text = await branch.read(`${at}/${name}`);
      const files = text === null ? null : parseBundle(Buffer.from(text));
      // One that somebody edited stays as it is, and what is new goes into the next part.
      if (files !== null) found.#parts.push({ name, files, isChanged: false });
    }
    return found;
  }

  /**
   * Adds the files of one handoff or run; what is there already, in any version, is not added again. The last version of
   * a name counts: a receipt that is no newer than the one that counts goes before it.
   */
  add(files: readonly Bundled[]): void {
    const added = files.filter(
      ({ name, content }) => !this.#all(name).some((one) => equal(one.content, content)),
    );
    if (added.length === 0) return;
    const isNewer = this.#isNewer(files);
    for (const file of added) {
      const last = this.#parts.findLast((part) =>
        part.files.some(({ name }) => name === file.name),
      );
      if (last !== undefined && !isNewer) {
        last.files.splice(
          last.files.findLastIndex(({ name }) => name === file.name),
          0,
          file,
        );
        last.isChanged = true;
      } else {
        const part = this.#partFor(file);
        part.files.push(file);
        part.isChanged = true;
      }
    }
  }

  /** The parts that are other than on the branch, by their names. */
  changed(): Map<string, Buffer> {
    const changed = this.#parts.filter(({ isChanged }) => isChanged);
    return new Map(changed.map(({ name, files }) => [name, writeBundle(this.#title, files)]));
  }

  #all(name: string): Bundled[] {
    return this.#parts.flatMap(({ files }) => files.filter((one) => one.name === name));
  }

  /** A run by its receipt; what does not say when it was written is not newer. */
  #isNewer(files: readonly Bundled[]): boolean {
    const receipt = files.find(({ name }) => name.endsWith("/receipt.json"));
    if (receipt === undefined) return false;
    const there = this.#all(receipt.name).at(-1);
    return there === undefined || receiptTime(there.content) < receiptTime(receipt.content);
  }

  #partFor({ content }: Bundled): Part {
    const last = this.#parts.at(-1);
    const size = last?.files.reduce((sum, one) => sum + one.content.byteLength, 0) ?? 0;
    const isLast = last !== undefined && partOf(last.name) === this.#used;
    if (isLast && size + content.byteLength <= MOST_BYTES) return last;
    this.#used += 1;
    const part = { name: bundleName(this.#month, this.#used), files: [], isChanged: true };
    this.#parts.push(part);
    return part;
  }
}

const partOf = (name: string | undefined): number =>
  name === undefined ? 0 : (bundleOfName(name)?.part ?? 0);

const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const Times = z.object({ verifiedAt: z.string(), undoneAt: z.string().optional() });

/** When a receipt was last written; empty where it does not say. */
export function receiptTime(receipt: Uint8Array): string {
  try {
    const { verifiedAt, undoneAt = "" } = Times.parse(
      JSON.parse(Buffer.from(receipt).toString("utf8")),
    );
    return verifiedAt > undoneAt ? verifiedAt : undoneAt;
  } catch {
    return "";
  }
}
