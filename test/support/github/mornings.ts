import { blobSha } from "../../../src/github/reports/blob.ts";
import type { Published, ReportStore } from "../../../src/github/reports/port.ts";
import { openReportStore } from "../../../src/github/reports/store.ts";
import { publishFiles } from "../../../src/jobs/publish/publish.ts";
import { mergeHistory } from "../../../src/records/history.ts";
import { OWNER, REPO, TOKEN } from "./github.ts";
import { type MemoryGit, memoryGit } from "./memory-git.ts";
import { aRecord } from "./report-folders.ts";

const OWN = "reports/production";
const DAY_MS = 86_400_000;
const RECORD = aRecord({ environment: "production" });

export type Files = Map<string, Uint8Array>;
type Local = {
  readonly files: Files;
  /** The commit of the checkout; null where nobody knows it, as with a branch of reports. */
  readonly base: string | null;
  readonly now: Date;
};

/** Years of mornings on a repository in memory, by the code that publishes; what each file should say in the end is kept beside. */
export class Mornings {
  readonly git: MemoryGit = memoryGit();
  /** The content that counts of every handoff and every file of a run that was published. */
  readonly expected = new Map<string, string>();
  /** Publications that may be repeated. */
  readonly done: Local[] = [];
  readonly #store: ReportStore;
  #now: number;
  readonly #rollAfterDays: number;

  constructor(first: string, rollAfterDays = 7) {
    this.#rollAfterDays = rollAfterDays;
    this.#now = Date.parse(`${first}T13:00:00Z`);
    this.#store = openReportStore({
      ...{ owner: OWNER, repo: REPO, token: TOKEN, branch: null, mode: "commit" as const },
      timing: { now: () => this.now, wait: async () => {}, random: () => 0.5 },
      connect: this.git.connect,
    });
  }

  get now(): Date {
    return new Date(this.#now);
  }

  /** The next morning, or one after so many days of rest. */
  wake(days = 1): void {
    this.#now += days * DAY_MS;
  }

  get day(): string {
    return this.now.toISOString().slice(0, 10);
  }

  get run(): string {
    return `b-${this.day.replaceAll("-", "")}T130000Z-abcdef`;
  }

  /** What a validation of today leaves beside its checkout. */
  handoff(text = `# Handoff of ${this.day}\n`): Files {
    const record = { ...RECORD, run: `v-${this.day}`, asOf: this.now.toISOString() };
    return filesOf({
      [`handoffs/HANDOFF-${this.day}-production.md`]: text,
      "latest/HANDOFF.md": text,
      "latest/run.json": `${JSON.stringify(record)}\n`,
      "history/health_history.csv": mergeHistory(null, record),
    });
  }

  receipt(run = this.run, undoneAt?: string): Files {
    const [year, month, day] = [run.slice(2, 6), run.slice(6, 8), run.slice(8, 10)];
    const verifiedAt = `${year}-${month}-${day}T13:10:00.000Z`;
    const receipt = { run, verifiedAt, ...(undoneAt === undefined ? {} : { undoneAt }) };
    return filesOf({
      [`backfills/${run}/receipt.json`]: `${JSON.stringify(receipt)}\n`,
      [`backfills/${run}/RECEIPT.md`]: `# ${run}\n\nTaken back: ${undoneAt ?? "no"}\n`,
    });
  }

  repair(run = this.run): Files {
    return new Map([
      ...this.receipt(run),
      ...filesOf({
        [`backfills/${run}/plan.json`]: `{"plan":"of ${run}"}\n`,
        [`backfills/${run}/journal.jsonl`]: `{"event":"started"}\n{"event":"of ${run}"}\n`,
      }),
    ]);
  }

  /** A checkout of a commit with these files in it, to be published now or later. */
  local(files: Files, base: string = this.git.head(), isKnown = true): Local {
    const checkout = this.git.checkout(base);
    return {
      files: new Map([...checkout, ...files]),
      base: isKnown ? base : null,
      now: this.now,
    };
  }

  async publish(local: Local, files: Files): Promise<Published> {
    const published = await this.repeat(local);
    for (const [path, content] of files)
      if (/\/(?:handoffs|backfills)\//.test(path))
        this.expected.set(path.slice(OWN.length + 1), Buffer.from(content).toString("utf8"));
    this.done.push(local);
    if (this.done.length > 200) this.done.shift();
    return published;
  }

  /** The same publication again, by the clock of today. */
  repeat({ files, base }: Local): Promise<Published> {
    const own = { environment: "production", message: null, base };
    const request = { ...own, rollAfterDays: this.#rollAfterDays };
    return publishFiles(files, "reports", { ...request, now: this.now }, this.#store);
  }

  /** Forgets the contents that the branch no longer has, which takes the memory of years. */
  forget(): void {
    const kept = new Set([...this.git.checkout(this.git.head()).values()].map(blobSha));
    for (const sha of this.git.blobs.keys()) if (!kept.has(sha)) this.git.blobs.delete(sha);
  }
}

const filesOf = (texts: Readonly<Record<string, string>>): Files =>
  new Map(Object.entries(texts).map(([path, text]) => [`${OWN}/${path}`, Buffer.from(text)]));

/** The reports of the branch as a folder, to be read by the code that reads a checkout. */
export const reportsOf = (git: MemoryGit): [string, Uint8Array][] => [...git.checkout(git.head())];
