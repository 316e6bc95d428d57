import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Receipt, ReceiptSchema } from "../../backfill/run/receipt.ts";
import { OUT } from "../../commands/options.ts";
import { type PreviousHandoff, type RunRecord, RunRecordSchema } from "../../records/run-record.ts";
import type { HandoffContext, RepairRun, ReportFile } from "../../render/handoff/data/context.ts";
import { ownerNow } from "../../render/handoff/issues.ts";
import { joinedNotes, keptNotes } from "../../render/handoff/notes.ts";
import { namesIn, parsedAs, readIfThere } from "../shared/files.ts";
import { bundledNames, readDated } from "./dated-files.ts";
import { readMemory } from "./issue-files.ts";
import { isCopyOf } from "./old-layout.ts";
import type { ReportPlace } from "./report-place.ts";

/** The folder of the dated copies, under the environment's folder. */
const COPIES = "handoffs";
const BACKFILLS = "backfills";
const MOST_REPAIRS = 5;

/** The dated copy of a run: one a day and environment, the last of the day. From the environment's folder. */
export const handoffCopy = ({ asOf, environment }: RunRecord): string =>
  `${COPIES}/HANDOFF-${asOf.slice(0, 10)}-${environment}.md`;

/** What the handoff of this run takes over from those before it: read before anything is written. */
export async function handoffContext(
  place: ReportPlace,
  folder: string,
  record: RunRecord,
  files: readonly ReportFile[],
): Promise<Omit<HandoffContext, "lateness">> {
  const copy = handoffCopy(record);
  const [latest, replaced] = [
    await readIfThere(join(folder, "latest", "HANDOFF.md")),
    (await readDated(folder, COPIES, copy.slice(COPIES.length + 1)))?.text ?? null,
  ];
  const { issues: all } = await readMemory(place);
  const issues = all.filter(({ target }) => target.environment === record.environment);
  const owner = ownerNow(issues);
  return {
    previous: previousOf(await readIfThere(join(folder, "latest", "run.json")), record),
    previousCopy: await newestCopyBefore(folder, copy, record.environment),
    repairs: await newestRepairs(folder, record.environment),
    notes: joinedNotes(notesOf(latest), notesOf(replaced)),
    owners: owner === null ? null : { now: owner, next: null },
    issues,
    files,
    out: place.out === OUT.default ? null : place.out,
    name: place.name,
  };
}

/** The record with what the next handoff has to know of this one. */
export const inContext = (
  record: RunRecord,
  { previous, repairs }: Pick<HandoffContext, "previous" | "repairs">,
): RunRecord => ({
  ...record,
  ...(repairs.length === 0 ? {} : { repairs: repairs.map(({ run }) => run) }),
  ...(previous === null ? {} : { previous }),
});

const notesOf = (handoff: string | null): string | null =>
  handoff === null ? null : keptNotes(handoff);

/** The run before, from run.json. The same look again keeps the one it had; a look back into the past has none. */
function previousOf(runJson: string | null, record: RunRecord): PreviousHandoff | null {
  const before = runJson === null ? undefined : parsedAs(RunRecordSchema, runJson);
  if (before === undefined || before.environment !== record.environment) return null;
  const { previous, repairs = [], cost: _, ...found } = before;
  const { cost: __, ...now } = record;
  // A recording is looked at as of the same instant before and after a repair: then it is what was found that differs.
  if (isDeepStrictEqual(found, JSON.parse(JSON.stringify(now)))) return previous ?? null;
  if (Date.parse(before.asOf) > Date.parse(record.asOf)) return null;
  const { run, asOf, configHash, range, training, averageScore, gameDates, findings } = before;
  const of = (priority: string) => findings.filter((one) => one.priority === priority).length;
  return {
    run,
    asOf,
    configHash,
    range,
    training,
    averageScore,
    ...(before.averageBounds === undefined ? {} : { averageBounds: before.averageBounds }),
    gameDates,
    counts: { P0: of("P0"), P1: of("P1"), P2: of("P2") },
    unknownCells: before.cells.unknown,
    findings: findings.map(({ id, title, dates }) => ({ id, title, dates: dates.length })),
    repairs,
    ...(before.recent === undefined ? {} : { recent: before.recent }),
  };
}

async function newestCopyBefore(
  folder: string,
  copy: string,
  environment: string,
): Promise<string | null> {
  const names = await namesIn(join(folder, COPIES));
  const isBefore = (name: string) => isCopyOf(name, environment) && `${COPIES}/${name}` < copy;
  const newest = names.filter(isBefore).sort().at(-1);
  if (newest !== undefined) return `${COPIES}/${newest}`;
  const bundled = (await bundledNames(folder, COPIES)).filter(({ name }) => isBefore(name));
  return bundled.sort((a, b) => (a.name < b.name ? -1 : 1)).at(-1)?.path ?? null;
}

/** The newest repairs that left something in `backfills/`, oldest first. */
async function newestRepairs(folder: string, environment: string): Promise<RepairRun[]> {
  const runs = await namesIn(join(folder, BACKFILLS));
  const repairs: RepairRun[] = [];
  for (const run of runs.sort()) {
    const path = `${BACKFILLS}/${run}/receipt.json`;
    const text = await readIfThere(join(folder, path));
    const receipt = text === null ? undefined : parsedAs(ReceiptSchema, text);
    if (receipt?.environment === environment)
      repairs.push(repairOf(receipt, `${BACKFILLS}/${run}/RECEIPT.md`));
  }
  return repairs.sort((a, b) => (a.started < b.started ? -1 : 1)).slice(-MOST_REPAIRS);
}

function repairOf(receipt: Receipt, path: string): RepairRun {
  const { run, startedAt, verifiedAt, counts, dates } = receipt;
  const failed = counts.failed + counts.blocked;
  return {
    run,
    started: startedAt,
    finished: verifiedAt,
    outcome: outcomeOf(receipt),
    done: counts.done,
    failed,
    parked: counts.parked,
    tables: [...new Set(dates.flatMap(({ cells }) => cells.map(({ table }) => table)))],
    dates: dates.length,
    receipt: path,
  };
}

function outcomeOf({ counts, proven, undoneAt }: Receipt): RepairRun["outcome"] {
  if (undoneAt !== undefined) return "taken back";
  if (counts.pending > 0) return "cut off";
  if (counts.failed + counts.blocked > 0) return "failed";
  if (counts.parked > 0) return "parked";
  return proven ? "done" : "not proven";
}
