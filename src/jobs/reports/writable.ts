import { mkdtemp, rmdir, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../../errors.ts";
import { folderOf, type ReportPlace } from "./report-place.ts";

/** Throws a UserError where the reports could not be written: before the work that they are of. */
export async function checkReportFolder(place: ReportPlace): Promise<void> {
  const folder = folderOf(place);
  for (const part of [folder, join(folder, "latest"), join(folder, "history")])
    await takesFiles(
      part,
      `${part} cannot be written; name another folder for the reports with --out`,
    );
}

/** The same for one file that a person names. */
export async function checkFilePlace(file: string, option: string): Promise<void> {
  const found = await stat(file).catch(() => null);
  if (found?.isDirectory())
    throw new UserError(`${file} is a folder; name a file in it with ${option}.`);
  await takesFiles(dirname(file), `${file} cannot be written; name another file with ${option}`);
}

/** Tries it in the nearest folder that is there, and leaves nothing behind: only the system knows what it takes. */
async function takesFiles(folder: string, message: string): Promise<void> {
  try {
    await rmdir(await mkdtemp(join(await nearest(folder), ".ops-")));
  } catch (cause) {
    throw new UserError(message, { cause });
  }
}

async function nearest(path: string): Promise<string> {
  try {
    await stat(path);
    return path;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if ((code === "ENOENT" || code === "ENOTDIR") && dirname(path) !== path)
      return nearest(dirname(path));
    throw error;
  }
}
