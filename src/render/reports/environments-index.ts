import { z } from "zod";
import { TRAINING_STATES } from "../../findings/assess/assess.ts";
import { isReportsFolder } from "../../pipeline/schema/report-parts.ts";
import { PRIORITIES } from "../../pipeline/schema.ts";
import { quoted, table } from "../text/markdown.ts";
import { instantText, listed, oneDecimal, wording } from "../text/phrases.ts";
import { BADGE } from "./files.ts";

/** What of a run.json the index shows; of any version that has it. */
const LatestSchema = z.object({
  environment: z.string(),
  asOf: z.string(),
  range: z.object({ first: z.iso.date(), last: z.iso.date() }),
  gameDates: z.int(),
  training: z.string(),
  averageScore: z.number().nullable(),
  cells: z.object({ unknown: z.int() }),
  findings: z.array(z.object({ priority: z.string() })),
});
export type LatestOfEnvironment = z.infer<typeof LatestSchema>;

export type EnvironmentReports = {
  /** Its folder below the root; empty for what an earlier version left in the root itself. */
  readonly folder: string;
  /** Null for a run.json that cannot be read. */
  readonly latest: LatestOfEnvironment | null;
  /** Paths from its folder. */
  readonly has: (file: string) => boolean;
};

/** Null for what is no run.json. */
export function latestIn(runJson: string): LatestOfEnvironment | null {
  try {
    return LatestSchema.safeParse(JSON.parse(runJson)).data ?? null;
  } catch {
    return null;
  }
}

/** The page of each environment first: it links the rest. */
const LINKS = [
  ["README.md", "overview"],
  ["latest/HANDOFF.md", "handoff"],
  ["latest/SEASON.md", "season"],
  ["latest/gaps.csv", "gaps"],
  ["history/health_history.csv", "history"],
] as const;

/** Whether these are there decides what is linked, from the folder of an environment. */
export const INDEXED_FILES: readonly string[] = [...LINKS.map(([file]) => file), BADGE];

/** README.md of the root: each environment's state, with links. */
export function renderEnvironmentsIndex(reports: readonly EnvironmentReports[]): string {
  const sorted = reports
    .filter(({ folder }) => folder === "" || isReportsFolder(folder))
    .sort((a, b) => (a.folder < b.folder ? -1 : 1));
  const header = [
    ...["environment", "training", "average score", "game dates", "as of", "findings"],
    ...["unknown cells", "read"],
  ];
  const sections = [
    "# Reports",
    "<!-- Written by each validation; edits here are lost. -->",
    "Each environment has a folder of its own, and no run writes into the folder of another.",
    sorted.length === 0 ? "Nothing has been validated yet." : table(header, sorted.map(rowOf)),
  ];
  return `${sections.join("\n\n")}\n`;
}

function rowOf(reports: EnvironmentReports): string[] {
  const { folder, latest, has } = reports;
  const links = LINKS.filter(
    // In the root itself the page would be this one.
    ([file]) => has(file) && (folder !== "" || file !== "README.md"),
  ).map(([file, word]) => `[${word}](${inFolder(folder, file)})`);
  const read = listed(links);
  if (latest === null) {
    const name = folder === "" ? "of an earlier version" : wording(folder);
    return [name, "UNKNOWN: `run.json` cannot be read", "", "", "", "", "", read];
  }
  const { environment, training, averageScore, range, gameDates, asOf, cells, findings } = latest;
  const of = (priority: string) => findings.filter((one) => one.priority === priority).length;
  const known = TRAINING_STATES.find((state) => state === training);
  return [
    folder === "" || folder === environment
      ? wording(environment)
      : `${wording(folder)} (${wording(environment)})`,
    known !== undefined && has(BADGE)
      ? `![Training ${known}](${inFolder(folder, BADGE)})`
      : (known ?? quoted(training)),
    averageScore === null ? "no score" : oneDecimal(averageScore),
    `${gameDates}, ${range.first} to ${range.last}`,
    instantText(asOf),
    PRIORITIES.map((priority) => `${of(priority)} ${priority}`).join(", "),
    String(cells.unknown),
    read,
  ];
}

const inFolder = (folder: string, file: string): string =>
  folder === "" ? file : `${folder}/${file}`;
