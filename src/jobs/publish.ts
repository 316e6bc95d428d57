import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../errors.ts";
import { checkReportFiles, REPORTS } from "../github/report-paths.ts";
import type { BranchView, Published, ReportStore } from "../github/report-store.ts";
import { mergeCosts } from "../render/cost-history.ts";
import { mergeHistories } from "../render/history.ts";
import { type RunRecord, RunRecordSchema, recordedAverage } from "../render/run-record.ts";

export type PublishReportsRequest = {
  /** The local folder that becomes `reports/`. */
  readonly folder: string;
  /** Null for one that says what was found. */
  readonly message: string | null;
  /** The commit that the folder was made on, null where it is not known. */
  readonly base: string | null;
};

/** Files that grow by a row a run, each with how two of them become one. */
const HISTORIES = [
  [`${REPORTS}/history/health_history.csv`, mergeHistories],
  [`${REPORTS}/history/costs.csv`, mergeCosts],
] as const;
const RECORD = `${REPORTS}/latest/run.json`;

type Local = Map<string, Uint8Array>;

/** Publishes a folder of reports as one commit; the history is merged with the branch's, run by run. */
export async function publishReports(
  { folder, message, base }: PublishReportsRequest,
  store: ReportStore,
): Promise<Published> {
  const local = await readReports(folder);
  checkReportFiles(local);
  const record = recordOf(textOf(local, RECORD));
  return store.publish({
    message: message ?? messageOf(record),
    base,
    files: async (branch) => {
      const files = new Map((await isOutdated(record, branch)) ? onlyNew(local, branch) : local);
      for (const [path, merge] of HISTORIES) {
        const ours = textOf(local, path);
        if (ours !== null) files.set(path, Buffer.from(merge(await branch.read(path), ours)));
      }
      return files;
    },
  });
}

/** A run that comes late, such as one that is repeated days after, must not put an old `latest` over a newer one. */
async function isOutdated(record: RunRecord | null, branch: BranchView): Promise<boolean> {
  if (record === null) return false;
  const there = recordOf(await branch.read(RECORD));
  return (
    there !== null &&
    there.environment === record.environment &&
    Date.parse(there.asOf) > Date.parse(record.asOf)
  );
}

const onlyNew = (local: Local, branch: BranchView): Local =>
  new Map([...local].filter(([path]) => !branch.has(path)));

const textOf = (local: Local, path: string): string | null => {
  const content = local.get(path);
  return content === undefined ? null : Buffer.from(content).toString("utf8");
};

/** Null for none, one of another version, or one that somebody broke. */
function recordOf(text: string | null): RunRecord | null {
  if (text === null) return null;
  try {
    return RunRecordSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** From a file that came with the reports: only words of our own go into a message, where "#1" or "@name" would act. */
function messageOf(record: RunRecord | null): string {
  if (record === null || !/^[a-z][a-z0-9_-]{0,40}$/.test(record.environment)) return "Reports";
  const score = record.averageScore === null ? "no score" : `average ${recordedAverage(record)}`;
  return `Reports of ${record.environment}: training ${record.training}, ${score}`;
}

/** Every file of the folder by its path under `reports/`. A link or anything else that is no file stops it all. */
async function readReports(folder: string): Promise<Local> {
  const found: Local = new Map();
  const root = await lstat(folder).catch((cause: unknown) => {
    throw new UserError(`The reports at ${folder} cannot be read`, { cause });
  });
  if (!root.isDirectory()) throw new UserError(`${folder} is not a folder of reports.`);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) continue;
    if (!entry.isFile())
      throw new UserError(
        `${JSON.stringify(file)} is a link or no plain file. Nothing was published.`,
      );
    const inside = join(REPORTS, file.slice(join(folder).length));
    found.set(inside.replaceAll("\\", "/"), await readFile(file));
  }
  if (found.size === 0) throw new UserError(`${folder} holds no reports; nothing was published.`);
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
