export const PICTURES = { light: "latest/heatmap-light.svg", dark: "latest/heatmap-dark.svg" };
export const BADGE = "latest/badge.svg";

/** A file of an environment's reports, from its folder; folders end with a slash. */
type ReportFile = {
  readonly path: string;
  readonly about: string;
  /** Not for whoever reads the handoff. */
  readonly isAside?: true;
};

/** Every file of an environment's reports, in the order of reading. */
export const REPORT_FILES: readonly ReportFile[] = [
  { path: "latest/HANDOFF.md", about: "what is wrong and what to do next, to act from alone" },
  {
    path: "latest/SEASON.md",
    about: "each season by band, month, stage, phase and table; its worst dates",
  },
  { path: "latest/health.csv", about: "a row a game date: score and counts, 20 columns" },
  {
    path: "latest/gaps.csv",
    about: "a row a cell (date and table) that is not as it should be, with why",
  },
  { path: "latest/run.json", about: "this validation for programs" },
  { path: "latest/cause-runs.json", about: "the findings by cause, for the job that keeps issues" },
  {
    path: "latest/observed.json",
    about: "what the tables answered, for the next validation; only with metadataFirst",
    isAside: true,
  },
  { path: PICTURES.light, about: "the calendar, a field a date, for light pages" },
  { path: PICTURES.dark, about: "the calendar, a field a date, for dark pages", isAside: true },
  { path: BADGE, about: "state and average score as a picture", isAside: true },
  {
    path: "latest/badge.json",
    about: "the same for shields.io's endpoint badge, which can read public places only",
    isAside: true,
  },
  { path: "history/health_history.csv", about: "a row a run" },
  {
    path: "history/costs.csv",
    about: "what each run was estimated to bill, and what it billed",
    isAside: true,
  },
  { path: "handoffs/", about: "dated copies of the handoff", isAside: true },
  { path: "backfills/", about: "what each backfill did", isAside: true },
];
