import { REPORTS } from "../../github/reports/paths.ts";
import type { BranchView, Files } from "../../github/reports/port.ts";
import {
  type EnvironmentReports,
  latestIn,
  renderEnvironmentsIndex,
} from "../../render/reports/environments-index.ts";
import { HISTORIES, isCopyOf } from "../reports/old-layout.ts";

/** What an earlier version left of one environment in the root of the branch's reports. */
export type LeftInRoot = {
  /** The environment's rows, by the history's path in its folder. */
  readonly rows: ReadonlyMap<string, string>;
  /** What becomes of the root's files; null for those that go, for they are in the environment's folder now. */
  readonly files: Files;
};

/**
 * A branch may still have the reports of earlier versions, all in its root. Whoever reads there would take what is old
 * for what is so: with its first reports an environment takes over what is its own (src/jobs/reports/old-layout.ts).
 */
export async function leftInRoot(
  branch: BranchView,
  environment: string,
  own: string,
  local: ReadonlyMap<string, Uint8Array>,
): Promise<LeftInRoot> {
  const rows = new Map<string, string>();
  const files = new Map<string, Uint8Array | null>();
  for (const [path, file] of HISTORIES) {
    const text = await branch.read(`${REPORTS}/${path}`);
    const { own: mine, others } =
      text === null ? { own: null, others: null } : file.split(text, environment);
    if (mine === null) continue;
    rows.set(path, mine);
    files.set(`${REPORTS}/${path}`, others === null ? null : Buffer.from(others));
  }
  const isOurs = isTakenOver(
    await branch.read(`${REPORTS}/latest/run.json`),
    local.get(`${own}/latest/run.json`),
    environment,
  );
  for (const path of branch.paths()) {
    const inside = path.slice(REPORTS.length + 1);
    const [part = "", name = ""] = inside.split("/");
    const isTaken = local.has(`${own}/${inside}`);
    const goes =
      (part === "latest" && isOurs) ||
      (part === "handoffs" && isTaken && isCopyOf(name, environment)) ||
      (part === "backfills" && isTaken);
    if (goes) files.set(path, null);
  }
  return { rows, files };
}

/** Whether ours is in place of the newest record in the root; not where that is newer, for this run comes late then. */
function isTakenOver(
  inRoot: string | null,
  ours: Uint8Array | undefined,
  environment: string,
): boolean {
  if (inRoot === null || ours === undefined) return false;
  const [there, mine] = [latestIn(inRoot), latestIn(Buffer.from(ours).toString("utf8"))];
  if (there === null || mine === null || there.environment !== environment) return false;
  return Date.parse(there.asOf) <= Date.parse(mine.asOf);
}

/** README.md over all environments, as the branch will have them with these files. */
export async function indexOn(branch: BranchView, files: Files): Promise<string> {
  const has = (path: string): boolean =>
    files.has(path) ? files.get(path) !== null : branch.has(path);
  const read = async (path: string): Promise<string | null> => {
    const content = files.get(path);
    if (content === null) return null;
    return content === undefined ? branch.read(path) : Buffer.from(content).toString("utf8");
  };
  const records = new Set(
    [...branch.paths(), ...files.keys()].filter((path) => /\/latest\/run\.json$/.test(path)),
  );
  const found: EnvironmentReports[] = [];
  for (const path of [...records].sort()) {
    const root = path.slice(0, -"/latest/run.json".length);
    const folder = root.slice(REPORTS.length + 1);
    const text = folder.includes("/") ? null : await read(path);
    if (text === null) continue;
    found.push({ folder, latest: latestIn(text), has: (file) => has(`${root}/${file}`) });
  }
  return renderEnvironmentsIndex(found);
}
