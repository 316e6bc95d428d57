import { takeOver } from "./old-layout.ts";
import { folderOf } from "./report-place.ts";

/** The folder of one environment. What an earlier version left of it in the root itself is moved there first. */
export async function environmentFolder(out: string, environment: string): Promise<string> {
  const folder = folderOf({ out, name: environment });
  await takeOver(out, folder, environment);
  return folder;
}
