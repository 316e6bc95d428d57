import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseBundle } from "../../records/bundle.ts";
import { bundlesOf, type DatedFolder, dateOfName } from "../../records/dated-files.ts";
import { namesIn, readIfThere } from "../shared/files.ts";

/** A handoff or a file of a run, as a file or within the bundle of its month. */
export type DatedFile = {
  /** The file that holds it, from the environment's folder. */
  readonly path: string;
  readonly text: string;
};

/** Null where neither a file nor a bundle has it. `name` is from the folder, such as `b-.../receipt.json`. */
export async function readDated(
  environmentFolder: string,
  folder: DatedFolder,
  name: string,
): Promise<DatedFile | null> {
  const text = await readIfThere(join(environmentFolder, folder, name));
  if (text !== null) return { path: `${folder}/${name}`, text };
  const month = dateOfName(folder, name.split("/")[0] ?? "")?.slice(0, 7);
  if (month === undefined) return null;
  const bundles = bundlesOf(month, await namesIn(join(environmentFolder, folder)));
  for (const bundle of bundles.reverse()) {
    const files = parseBundle(await readFile(join(environmentFolder, folder, bundle)));
    // The last version of a name counts.
    const found = files?.findLast((one) => one.name === name);
    if (found !== undefined)
      return { path: `${folder}/${bundle}`, text: Buffer.from(found.content).toString("utf8") };
  }
  return null;
}

/** The names of the handoffs or run files within all bundles of a folder, each with the bundle's path. */
export async function bundledNames(
  environmentFolder: string,
  folder: DatedFolder,
): Promise<{ readonly name: string; readonly path: string }[]> {
  const names = await namesIn(join(environmentFolder, folder));
  const months = [...new Set(names.flatMap((name) => /^\d{4}-\d{2}(?=[.-])/.exec(name) ?? []))];
  const found: { name: string; path: string }[] = [];
  for (const bundle of months.sort().flatMap((month) => bundlesOf(month, names))) {
    const path = `${folder}/${bundle}`;
    const files = parseBundle(await readFile(join(environmentFolder, path))) ?? [];
    found.push(...files.map(({ name }) => ({ name, path })));
  }
  return found;
}
