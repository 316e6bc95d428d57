import { dirname } from "node:path/posix";
import { addDays, type CivilDate, daysInMonth, isCivilDate } from "../../dates/civil-date.ts";
import { canBundle } from "../../records/bundle.ts";
import { DATED_FOLDERS, type DatedFolder, dateOfName } from "../../records/dated-files.ts";

/** A handoff or a run's folder: what is bundled as a whole. */
export type Group = {
  readonly folder: DatedFolder;
  readonly month: string;
  /** Paths from the environment's folder. */
  readonly paths: readonly string[];
};

/** What the newest handoff links stays a file of its own, however old it is: itself, the one before, and five repairs. */
const KEPT: Readonly<Record<DatedFolder, number>> = { handoffs: 2, backfills: 5 };

/**
 * The groups of months that ended more than `afterDays` ago, oldest first. The age of a handoff is against the newest
 * handoff: an environment that rests, and a recording whose now stands still, keep theirs as they are.
 */
export function dueGroups(
  paths: readonly string[],
  { today, afterDays }: { readonly today: CivilDate; readonly afterDays: number },
): Group[] {
  return DATED_FOLDERS.flatMap((folder) => {
    const groups = Map.groupBy(
      paths.filter((path) => groupName(folder, path) !== null),
      (path) => groupName(folder, path) as string,
    );
    const dated = [...groups]
      .map(([name, own]) => ({ date: dateOfName(folder, name) as CivilDate, name, own }))
      .sort((a, b) => (`${a.date} ${a.name}` < `${b.date} ${b.name}` ? -1 : 1));
    // A date to come, of a run that was asked about one, makes nothing old.
    const newest = dated.findLast(({ date }) => date <= today)?.date ?? today;
    const now = folder === "handoffs" ? newest : today;
    return dated
      .slice(0, -KEPT[folder])
      .filter(({ date }) => isDue(date, now, afterDays))
      .map(({ date, own }) => ({ folder, month: date.slice(0, 7), paths: own.sort() }));
  });
}

/** Whether the whole month of a date is old: so a bundle is written once, and seldom again. */
function isDue(date: CivilDate, now: CivilDate, afterDays: number): boolean {
  const last = `${date.slice(0, 7)}-${String(daysInMonth(date)).padStart(2, "0")}`;
  return addDays(last as CivilDate, afterDays) < now;
}

/** Null for a file that is none of a handoff or a run, or that a bundle could not name. */
function groupName(folder: DatedFolder, path: string): string | null {
  if (!path.startsWith(`${folder}/`)) return null;
  const inside = path.slice(folder.length + 1);
  const isDeep = folder === "backfills";
  const name = isDeep ? dirname(inside) : inside;
  if (name.includes("/") || !canBundle(inside)) return null;
  const date = dateOfName(folder, name);
  return date !== null && isCivilDate(date) ? name : null;
}
