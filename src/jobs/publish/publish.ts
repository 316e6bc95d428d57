import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { CivilDate } from "../../dates/civil-date.ts";
import { UserError } from "../../errors.ts";
import { checkReportFiles, REPORTS } from "../../github/reports/paths.ts";
import type { BranchView, Files, Published, ReportStore } from "../../github/reports/port.ts";
import { type RunRecord, RunRecordSchema } from "../../records/run-record.ts";
import { recordedAverage } from "../../render/text/phrases.ts";
import { HISTORIES } from "../reports/old-layout.ts";
import { folderOf } from "../reports/report-place.ts";
import { type RollSettings, rollUp } from "./roll.ts";
import { indexOn, leftInRoot } from "./root.ts";

export type PublishReportsRequest = {
  /** The local folder that becomes `reports/`. */
  readonly folder: string;
  /** Only what is in its folder is published, and the index over all of them is written anew. */
  readonly environment: string;
  /** Null for one that says what was found. */
  readonly message: string | null;
  /** The commit that the folder was made on, null where it is not known. */
  readonly base: string | null;
  /** Days after the end of a month until its handoffs and receipts become one file. */
  readonly rollAfterDays: number;
  readonly now: Date;
};

type Local = ReadonlyMap<string, Uint8Array>;

/** Publishes the reports of one environment as one commit; the history is merged with the branch's, run by run. */
export async function publishReports(
  { folder, ...request }: PublishReportsRequest,
  store: ReportStore,
): Promise<Published> {
  return publishFiles(await readReports(folder), folder, request, store);
}

/** The same from files that are read already, by their paths under `reports/`; `from` is where they come from, for messages. */
export async function publishFiles(
  all: Local,
  from: string,
  { environment, message, base, rollAfterDays, now }: Omit<PublishReportsRequest, "folder">,
  store: ReportStore,
): Promise<Published> {
  checkReportFiles(all);
  const own = folderOf({ out: REPORTS, name: environment });
  const local = new Map([...all].filter(([path]) => path.startsWith(`${own}/`)));
  if (local.size === 0)
    throw new UserError(`${from} holds no reports of ${environment}; nothing was published.`);
  const record = recordOf(textOf(local, recordIn(own)));
  const roll = { today: isoDay(now), afterDays: rollAfterDays };
  return store.publish({
    message: message ?? messageOf(record),
    base,
    files: (branch) => filesOn(branch, { local, own, environment, record, roll }),
  });
}

type Ours = {
  readonly local: Local;
  /** The environment's folder in the repository. */
  readonly own: string;
  readonly environment: string;
  readonly record: RunRecord | null;
  readonly roll: RollSettings;
};

const isoDay = (now: Date): CivilDate => now.toISOString().slice(0, 10) as CivilDate;

const recordIn = (own: string): string => `${own}/latest/run.json`;

async function filesOn(branch: BranchView, ours: Ours): Promise<Files> {
  const { local, own, environment, record, roll } = ours;
  const isLate = await isOutdated(record, own, branch);
  const files = new Map(await rollUp(branch, own, isLate ? onlyNew(local, branch) : local, roll));
  const left = await leftInRoot(branch, environment, own, local);
  for (const [path, file] of HISTORIES) {
    const [there, mine] = [await branch.read(`${own}/${path}`), textOf(local, `${own}/${path}`)];
    const parts = [left.rows.get(path) ?? null, there, mine].filter((part) => part !== null);
    const [oldest, ...newer] = parts;
    if (oldest === undefined) continue;
    const merged = newer.reduce((text, part) => file.mergeAll(text, part), oldest);
    files.set(`${own}/${path}`, Buffer.from(merged));
  }
  for (const [path, content] of left.files) files.set(path, content);
  files.set(`${REPORTS}/README.md`, Buffer.from(await indexOn(branch, files)));
  return files;
}

/** A run that comes late, such as one that is repeated days after, must not put an old `latest` over a newer one. */
async function isOutdated(
  record: RunRecord | null,
  own: string,
  branch: BranchView,
): Promise<boolean> {
  if (record === null) return false;
  const there = recordOf(await branch.read(recordIn(own)));
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
  const found = new Map<string, Uint8Array>();
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
  return new Map([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}
