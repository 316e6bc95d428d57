import { readdir, rename, rm, rmdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { UserError } from "../../errors.ts";
import { REPORTS_PARTS } from "../../pipeline/schema/report-parts.ts";
import { HISTORY } from "../../records/history.ts";
import { COSTS } from "../../render/reports/cost-history.ts";
import { makeFolder } from "../../warehouse/folder.ts";
import { isThere, namesIn, parsedAs, readIfThere, writeExactly } from "../shared/files.ts";

/** Files that grow by a row a run, from the folder of an environment. */
export const HISTORIES = [
  ["history/health_history.csv", HISTORY],
  ["history/costs.csv", COSTS],
] as const;

const Owned = z.object({ environment: z.string() });

/** The environment that a run.json, a receipt or a plan of any version is of; null where it does not say. */
const environmentIn = (text: string | null): string | null =>
  (text === null ? undefined : parsedAs(Owned, text))?.environment ?? null;

/** Whether a dated copy of the handoff is this environment's, by its name. */
export const isCopyOf = (name: string, environment: string): boolean =>
  /^HANDOFF-\d{4}-\d{2}-\d{2}-/.test(name) && name.slice(19) === `${environment}.md`;

/**
 * Earlier versions wrote the reports of every environment into the root itself. The first run of an environment takes
 * over what is its own: `latest/` by its run.json, the rows of the histories, the dated copies by their names, and the
 * repairs by their receipts. Nothing that is in `folder` already is replaced; doing it again does nothing.
 */
export async function takeOver(out: string, folder: string, environment: string): Promise<void> {
  try {
    await takeAll(out, folder, environment);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(
      `What an earlier version left in ${out} of ${environment} cannot be moved to ${folder}; make both writable, or move it aside`,
      { cause },
    );
  }
}

async function takeAll(out: string, folder: string, environment: string): Promise<void> {
  // First: a history that is not ours stops it, and nothing is moved yet.
  await takeRows(out, folder, environment);
  await takeLatest(out, folder, environment);
  for (const name of await namesIn(join(out, "handoffs")))
    if (isCopyOf(name, environment)) await move(out, folder, join("handoffs", name));
  for (const run of await namesIn(join(out, "backfills")))
    if ((await environmentOfRun(join(out, "backfills", run))) === environment)
      await move(out, folder, join("backfills", run));
  for (const part of REPORTS_PARTS) await removeEmpty(join(out, part));
}

async function takeRows(out: string, folder: string, environment: string): Promise<void> {
  const parts = await Promise.all(
    HISTORIES.map(async ([path, file]) => {
      const text = await readIfThere(join(out, path));
      return { path, file, ...(text === null ? NO_ROWS : file.split(text, environment)) };
    }),
  );
  for (const { path, file, own, others } of parts) {
    if (own === null) continue;
    const newer = await readIfThere(join(folder, path));
    await writeExactly(join(folder, path), newer === null ? own : file.mergeAll(own, newer));
    if (others === null) await rm(join(out, path));
    else await writeExactly(join(out, path), others);
  }
}

const NO_ROWS = { own: null, others: null };

async function takeLatest(out: string, folder: string, environment: string): Promise<void> {
  const record = join("latest", "run.json");
  if (environmentIn(await readIfThere(join(out, record))) !== environment) return;
  if (await isThere(join(folder, record))) return;
  // By the record it is known whose they are: it goes last.
  for (const name of await namesIn(join(out, "latest")))
    if (name !== "run.json") await move(out, folder, join("latest", name));
  await move(out, folder, record);
}

async function environmentOfRun(folder: string): Promise<string | null> {
  const [receipt, plan] = await Promise.all(
    ["receipt.json", "plan.json"].map((name) => readIfThere(join(folder, name))),
  );
  return environmentIn(receipt ?? null) ?? environmentIn(plan ?? null);
}

async function move(out: string, folder: string, path: string): Promise<void> {
  const target = join(folder, path);
  if (await isThere(target)) return;
  await makeFolder(dirname(target));
  await rename(join(out, path), target);
}

async function removeEmpty(folder: string): Promise<void> {
  const entries = await readdir(folder).catch(() => null);
  if (entries?.length === 0) await rmdir(folder);
}
