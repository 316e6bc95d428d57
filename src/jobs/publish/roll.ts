import type { CivilDate } from "../../dates/civil-date.ts";
import type { BranchView, Files } from "../../github/reports/port.ts";
import { type Bundled, parseBundle } from "../../records/bundle.ts";
import { bundleOfName, DATED_FOLDERS, type DatedFolder } from "../../records/dated-files.ts";
import { dueGroups } from "./dated.ts";
import { Month, receiptTime } from "./month.ts";

export type RollSettings = {
  readonly today: CivilDate;
  /** Days after the end of a month until its handoffs and receipts become one file. */
  readonly afterDays: number;
};

/** Bounds of one publication; the next ones roll the rest. */
const MOST_FILES = 400;
const MOST_READS = 100;

/**
 * The files of a publication with old handoffs and receipts bundled by month. Nothing is lost: the commit that removes a
 * file has its content in the bundle. An old checkout, or a run that is repeated, may bring a file or a bundle again:
 * whatever a bundle has already is not added to it.
 */
export async function rollUp(
  branch: BranchView,
  own: string,
  sent: Files,
  settings: RollSettings,
): Promise<Files> {
  const files = new Map([...sent].filter(([path, content]) => !isOfBefore(branch, path, content)));
  await leaveNewer(branch, own, files);
  const months = monthsOn(branch, own, [...branch.paths(), ...files.keys()]);
  await takeBundles(branch, own, files, months.of);
  const after = new Set([...branch.paths(), ...files.keys()]);
  for (const [path, content] of files) if (content === null) after.delete(path);
  const paths = [...after].flatMap((path) =>
    path.startsWith(`${own}/`) ? [path.slice(own.length + 1)] : [],
  );
  let [filesLeft, readsLeft] = [MOST_FILES, MOST_READS];
  for (const group of dueGroups(paths, settings)) {
    const all = group.paths.map((path) => `${own}/${path}`);
    filesLeft -= all.length;
    readsLeft -= all.filter((path) => !files.has(path)).length;
    if (filesLeft < 0 || readsLeft < 0) break;
    const bundled: Bundled[] = [];
    for (const path of all) {
      const content = files.get(path) ?? (await readExactly(branch, path));
      // A file that is no text stays a file.
      if (content === null) continue;
      bundled.push({ name: path.slice(own.length + group.folder.length + 2), content });
      if (branch.has(path)) files.set(path, null);
      else files.delete(path);
    }
    (await months.of(group.folder, group.month)).add(bundled);
  }
  for (const [path, content] of months.changed()) files.set(path, content);
  return files;
}

/** What the checkout of the run had already and the branch has in another way, or no longer: not this run's to say. */
const isOfBefore = (branch: BranchView, path: string, content: Uint8Array | null): boolean =>
  content !== null && branch.wasThere(path, content) && !branch.holds(path, content);

/** A receipt that was written again meanwhile, by an undo or a verification, is not set back by a checkout of before. */
async function leaveNewer(
  branch: BranchView,
  own: string,
  files: Map<string, Uint8Array | null>,
): Promise<void> {
  for (const [path, content] of [...files]) {
    const isReceipt = path.startsWith(`${own}/backfills/`) && path.endsWith("/receipt.json");
    if (!isReceipt || content === null || !branch.has(path) || branch.holds(path, content))
      continue;
    const there = receiptTime(Buffer.from((await branch.read(path)) ?? ""));
    if (there <= receiptTime(content)) continue;
    const run = path.slice(0, -"receipt.json".length);
    for (const other of [...files.keys()])
      if (other.startsWith(run) && branch.has(other)) files.delete(other);
  }
}

type MonthOf = (folder: DatedFolder, month: string) => Promise<Month>;

/** Each month of the branch is read once, and only if something is to be added to it. */
function monthsOn(branch: BranchView, own: string, names: readonly string[]) {
  const found = new Map<string, Month>();
  const of: MonthOf = async (folder, month) => {
    const at = `${own}/${folder}`;
    const known = found.get(`${at}/${month}`) ?? (await Month.read(branch, at, month, names));
    found.set(`${at}/${month}`, known);
    return known;
  };
  const changed = () =>
    [...found].flatMap(([path, month]) => {
      const folder = path.slice(0, path.lastIndexOf("/"));
      return [...month.changed()].map(([name, content]) => [`${folder}/${name}`, content] as const);
    });
  return { of, changed };
}

/** Bundles come along with a checkout: what the branch's have is left out, and what they lack is added to them. */
async function takeBundles(
  branch: BranchView,
  own: string,
  files: Map<string, Uint8Array | null>,
  monthOf: MonthOf,
): Promise<void> {
  for (const [path, content] of [...files])
    for (const folder of DATED_FOLDERS) {
      const at = `${own}/${folder}/`;
      const month = path.startsWith(at) ? bundleOfName(path.slice(at.length))?.month : undefined;
      if (month === undefined || content === null) continue;
      const bundled = branch.holds(path, content) ? [] : parseBundle(content);
      // One that somebody edited: the branch's counts; without one it is a file like others.
      if (bundled === null && !branch.has(path)) continue;
      files.delete(path);
      for (const version of versionsOf(bundled ?? [])) (await monthOf(folder, month)).add(version);
    }
}

/** The files of each handoff or run together, older versions first. */
function versionsOf(files: readonly Bundled[]): Bundled[][] {
  const groups = Map.groupBy(files, ({ name }) => name.split("/")[0]);
  return [...groups.values()].flatMap((group) => {
    const rounds: Bundled[][] = [];
    for (const file of group) {
      const round = rounds.find((some) => some.every(({ name }) => name !== file.name));
      if (round === undefined) rounds.push([file]);
      else round.push(file);
    }
    return rounds;
  });
}

/** Null for what would not survive as text. */
async function readExactly(branch: BranchView, path: string): Promise<Uint8Array | null> {
  const text = await branch.read(path);
  const content = text === null ? null : Buffer.from(text);
  return content !== null && branch.holds(path, content) ? content : null;
}
