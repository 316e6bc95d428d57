import {
  AS_OF,
  BUDGET,
  type CommandSpec,
  END,
  ENVIRONMENT,
  JSON_OUTPUT,
  LOCK_WAIT,
  type OptionSpec,
  OUT,
  PIPELINE,
  PROJECT,
  START,
} from "./spec.ts";

const SELECTION: readonly OptionSpec[] = [
  START,
  END,
  {
    name: "dates",
    value: "LIST",
    about: "only these, such as 2024-10-22..2024-11-04,2025-10-21",
  },
  { name: "tables", value: "LIST", about: "only these tables, by id, with commas" },
  {
    name: "phase",
    value: "LIST",
    about: "only these pipeline phases, by number, such as 4 or 3,4",
  },
  {
    name: "plan-phase",
    value: "LIST",
    about: "only these phases of the repair plan: 1 blocking, 2 raw, 3 newest, 4 partial",
  },
  {
    name: "force",
    about:
      "also cells that are complete, within the selection; with --plan-phase, in the tables that the phase repairs",
  },
  {
    name: "include-warm-up",
    about: "run producers that skip the season's warm-up with their override",
  },
  {
    name: "remove-strays",
    about:
      "also take out rows that stand on the wrong date or under an unknown game; undo puts them back",
  },
  { name: "with-upstream", about: "also what the selected cells are computed from and lack" },
  { name: "with-downstream", about: "also what a refill makes stale: same date and later ones" },
  {
    name: "batch-size",
    value: "DATES",
    about: "dates a statement, split when one fails; unless given, 7, or by memory on DuckDB",
  },
  { name: "canary", value: "DATES", about: "dates to try first; 0 for none", default: "3" },
];

const WAREHOUSE: readonly OptionSpec[] = [ENVIRONMENT, AS_OF, PROJECT, PIPELINE, LOCK_WAIT];

/** The commands that plan, run, prove and take back repairs. */
export const REPAIR_COMMANDS = [
  {
    name: "plan",
    summary:
      "Plan a repair: which cells, in which order and batches, what blocks them, what it gains",
    options: [
      ...WAREHOUSE,
      BUDGET,
      ...SELECTION,
      { name: "save", value: "FILE", about: "write the plan here, for backfill --plan" },
      JSON_OUTPUT,
    ],
    examples: [
      {
        does: "what blocks training",
        options: { environment: "sample", "plan-phase": "1", save: "out/plan.json" },
      },
      {
        does: "two feature sets on some dates",
        options: { environment: "sample", dates: "2024-11-06..2024-11-10", tables: "psza,tdza" },
      },
    ],
  },
  {
    name: "backfill",
    summary: "Repair: a canary first, then the rest, each table and batch as one atomic change",
    options: [
      ...WAREHOUSE,
      BUDGET,
      ...SELECTION,
      {
        name: "plan",
        value: "FILE",
        about: "run this saved plan; stops when the data has drifted",
      },
      { name: "replan", about: "with --plan: plan again where the data has drifted" },
      {
        name: "resume",
        value: "RUN",
        about: "go on with this run: nothing twice, nothing skipped",
      },
      {
        name: "allow-shrink",
        about: "accept fewer rows than before; never of a game that other tables hold",
      },
      { name: "dry-run", about: "print the plan and stop" },
      OUT,
      JSON_OUTPUT,
    ],
    examples: [
      { does: "what blocks training", options: { environment: "sample", "plan-phase": "1" } },
      {
        does: "the missing gamebooks",
        options: { environment: "sample", phase: "2", tables: "nbac_gamebook" },
      },
    ],
  },
  {
    name: "import gamebook",
    summary: "Load gamebook PDFs that were fetched elsewhere, through the scraper's checks",
    argument: { name: "DIR", about: "a folder of files such as 20240410_MEMCLE.pdf" },
    options: [
      ...WAREHOUSE,
      { name: "table", value: "ID", about: "the table that gets them", default: "nbac_gamebook" },
      { name: "force", about: "also games that have rows already" },
      {
        name: "allow-shrink",
        about: "replace dates even where rows would shrink by more than half",
      },
      OUT,
      JSON_OUTPUT,
    ],
    examples: [
      {
        does: "a folder of PDFs",
        argument: "downloads/gamebooks",
        options: { environment: "sample" },
      },
    ],
  },
  {
    name: "recent",
    summary: "Look at the newest dates and repair what is past its grace",
    options: [
      ...WAREHOUSE,
      BUDGET,
      { name: "days", value: "N", about: "the newest N calendar days", default: "3" },
      { name: "dry-run", about: "print the plan and stop" },
      OUT,
      JSON_OUTPUT,
    ],
    examples: [
      {
        does: "the last week, without writing",
        options: { environment: "sample", days: "7", "dry-run": true },
      },
    ],
  },
  {
    name: "verify",
    summary: "Prove a run: validate again and write its receipt, date by date",
    argument: { name: "RUN", about: "the id that backfill printed" },
    options: [...WAREHOUSE, OUT, JSON_OUTPUT],
    examples: [
      {
        does: "one run",
        argument: "b-20260126T120000Z-1a2b3c",
        options: { environment: "sample" },
      },
    ],
  },
  {
    name: "undo",
    summary: "Take a run back: the rows it replaced return; refused where someone wrote later",
    argument: { name: "RUN", about: "the id that backfill printed" },
    options: [...WAREHOUSE, OUT, JSON_OUTPUT],
    examples: [
      {
        does: "one run",
        argument: "b-20260126T120000Z-1a2b3c",
        options: { environment: "sample" },
      },
    ],
  },
  {
    name: "accept",
    summary:
      "Accept what somebody else wrote in a table that only this tool writes: it becomes what is right",
    argument: { name: "TABLE", about: "the table's id" },
    second: { name: "DATES", about: "dates and ranges, such as 2026-01-20,2026-01-22..2026-01-24" },
    options: [
      ...WAREHOUSE,
      { name: "reason", value: "TEXT", about: "why it is right, in a sentence; it is recorded" },
      { name: "by", value: "PERSON", about: "who accepts it" },
      JSON_OUTPUT,
    ],
    examples: [
      {
        does: "a correction made by hand",
        argument: "team_defense",
        second: "2026-01-20",
        options: { environment: "sample", reason: "the league corrected two fouls", by: "J. Doe" },
      },
    ],
  },
  {
    name: "gate",
    summary: "Pass only when training may run: reads live, and never passes on unknown",
    options: [
      ...WAREHOUSE,
      BUDGET,
      START,
      END,
      { name: "tables", value: "LIST", about: "what training needs, by id; default: as declared" },
      {
        name: "require",
        value: "STATE",
        about:
          "unblocked; ready: no P0, every criterion for training passes, nothing needed is stale or unsound; complete: nothing is short either",
        choices: ["unblocked", "ready", "complete"],
        default: "unblocked",
      },
      {
        name: "evidence",
        value: "FILE",
        about: "judge by this run.json instead of reading live",
      },
      {
        name: "max-age",
        value: "HOURS",
        about: "refuse evidence that is older",
        default: "24",
      },
      {
        name: "out",
        value: "DIR",
        about: "where the reports are: a column that the latest validation saw must still be there",
        default: "reports",
      },
      JSON_OUTPUT,
    ],
    examples: [
      { does: "before a training run", options: { environment: "sample", require: "ready" } },
    ],
  },
] as const satisfies readonly CommandSpec[];
