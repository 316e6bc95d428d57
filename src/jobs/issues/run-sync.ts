import { join } from "node:path";
import { type Receipt, ReceiptSchema } from "../../backfill/run/receipt.ts";
import { addDays, type CivilDate } from "../../dates/civil-date.ts";
import { lastEndedDay } from "../../dates/instant.ts";
import { UserError } from "../../errors.ts";
import type { IssueTracker } from "../../github/issues/port.ts";
import { readRepair } from "../repair/run/files.ts";
import { readDated } from "../reports/dated-files.ts";
import { readCauseRuns, readMemory } from "../reports/issue-files.ts";
import { folderOf, type ReportPlace } from "../reports/report-place.ts";
import type { Refused } from "./refusals.ts";
import { type Synced, syncIssues } from "./sync-issues.ts";
import { provenCells, tellBegin, tellCutOff, tellPlanned, tellReceipt } from "./tell-issues.ts";

export type SyncMode = "validation" | "planned" | "waiting" | "started" | "cut-off" | "receipt";

export type RunSyncRequest = {
  readonly mode: SyncMode;
  /** The root of the reports. */
  readonly path: string;
  /** Whose issues are kept: no other's is touched. */
  readonly environment: string;
  /** The plan of a repair, for modes planned, waiting, started and cut-off. */
  readonly repair: string;
  /** The repair's, for mode receipt. */
  readonly run?: string | undefined;
  /** The issue that a repair was asked for on. */
  readonly issue?: number | undefined;
  readonly maxNew: number;
  readonly dryRun: boolean;
  readonly now: Date;
  /** This workflow run's page. */
  readonly runUrl: string;
};

export type SyncResult = {
  /** Null for a mode that only says something. */
  readonly synced: Synced | null;
  /** Issues that something was said on. */
  readonly told: readonly number[];
  /** Issues that GitHub refused, each for itself. */
  readonly refused: readonly Refused[];
};

/** One look at the tracker, for each mode of the action. */
export async function runSync(request: RunSyncRequest, tracker: IssueTracker): Promise<SyncResult> {
  const { mode, path, environment, issue: named = null, runUrl, dryRun } = request;
  const place = { out: path, name: environment };
  const { known, issues: remembered } = await readMemory(place);
  if (mode !== "validation" && mode !== "receipt") {
    const repair = await readRepair(request.repair);
    mustBeOf(environment, repair.plan.environment, request.repair);
    if (dryRun) return { synced: null, told: [], refused: [] };
    const said =
      mode === "planned"
        ? await tellPlanned(repair, named ?? 0, runUrl, tracker)
        : mode === "cut-off"
          ? await tellCutOff(repair, known, named, runUrl, tracker)
          : await tellBegin(mode, repair, known, named, runUrl, tracker);
    return { synced: null, ...said };
  }
  const file = await readCauseRuns(place);
  const today = dayOf(request.now, file.timeZone);
  const sync = { file, known, remembered, today, maxNew: request.maxNew, dryRun };
  if (mode === "validation") {
    const synced = await syncIssues({ ...sync, proven: null }, tracker);
    return { synced, told: [], refused: synced.refused };
  }
  const receipt = await readReceipt(place, request.run ?? "");
  const { told, refused } = dryRun
    ? { told: [], refused: [] }
    : await tellReceipt(receipt, known, named, runUrl, tracker);
  const synced = await syncIssues({ ...sync, proven: provenCells(receipt) }, tracker);
  return { synced, told, refused: [...refused, ...synced.refused] };
}

const dayOf = (now: Date, timeZone: string): CivilDate => addDays(lastEndedDay(now, timeZone), 1);

function mustBeOf(environment: string, found: string, file: string): void {
  if (found !== environment)
    throw new UserError(
      `${file} is of ${found}, and the issues of ${environment} are asked for; nothing was changed.`,
    );
}

async function readReceipt(place: ReportPlace, run: string) {
  const folder = folderOf(place);
  const file = join(folder, "backfills", run, "receipt.json");
  const text = (await readDated(folder, "backfills", `${run}/receipt.json`))?.text ?? null;
  if (text === null) throw new UserError(`${file} is not there: ${run} has left no receipt.`);
  let receipt: Receipt;
  try {
    receipt = ReceiptSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new UserError(`${file} is not a receipt of this version`, { cause });
  }
  mustBeOf(place.name, receipt.environment, file);
  return receipt;
}
