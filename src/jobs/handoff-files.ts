import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { OUT } from "../commands/spec.ts";
import type { HandoffContext, ReportFile } from "../render/handoff/context.ts";
import { joinedNotes, keptNotes } from "../render/handoff/notes.ts";
import { type PreviousHandoff, type RunRecord, RunRecordSchema } from "../render/run-record.ts";
import { readIfThere } from "./files.ts";

/** The folder of the dated copies, under the folder of the reports. */
const COPIES = "handoffs";

/** The dated copy of a run: one a day and environment, the last of the day. From the folder of the reports. */
export const handoffCopy = ({ asOf, environment }: RunRecord): string =>
  `${COPIES}/HANDOFF-${asOf.slice(0, 10)}-${environment}.md`;

/** What the handoff of this run takes over from those before it: read before anything is written. */
export async function handoffContext(
  out: string,
  record: RunRecord,
  files: readonly ReportFile[],
): Promise<HandoffContext> {
  const copy = handoffCopy(record);
  const [latest, replaced] = [
    await readIfThere(join(out, "latest", "HANDOFF.md")),
    await readIfThere(join(out, copy)),
  ];
  return {
    previous: previousOf(await readIfThere(join(out, "latest", "run.json")), record),
    previousCopy: await newestCopyBefore(out, copy, record.environment),
    repairs: [],
    notes: joinedNotes(notesOf(latest), notesOf(replaced)),
    owners: null,
    files,
    out: out === OUT.default ? null : out,
  };
}

const notesOf = (handoff: string | null): string | null =>
  handoff === null ? null : keptNotes(handoff);

/** The run before, from run.json. A run that is repeated keeps the one it had; a look back into the past has none. */
function previousOf(runJson: string | null, record: RunRecord): PreviousHandoff | null {
  const before = runJson === null ? null : readRecord(runJson);
  if (before === null || before.environment !== record.environment) return null;
  if (before.run === record.run) return before.previous ?? null;
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
    gameDates,
    counts: { P0: of("P0"), P1: of("P1"), P2: of("P2") },
    unknownCells: before.cells.unknown,
    findings: findings.map(({ id, title, dates }) => ({ id, title, dates: dates.length })),
  };
}

/** Null for a file of another version, or one that somebody broke: then there is nothing to compare with. */
function readRecord(text: string): RunRecord | null {
  try {
    return RunRecordSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

async function newestCopyBefore(
  out: string,
  copy: string,
  environment: string,
): Promise<string | null> {
  const names = await readdir(join(out, COPIES)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const before = names
    .filter(
      (name) => /^HANDOFF-\d{4}-\d{2}-\d{2}-/.test(name) && name.slice(19) === `${environment}.md`,
    )
    .map((name) => `${COPIES}/${name}`)
    .filter((path) => path < copy)
    .sort();
  return before.at(-1) ?? null;
}
