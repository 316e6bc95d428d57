import { ALLOW_SHRINK, BUDGET, DRY_RUN, JSON_OUTPUT, LOCK_WAIT, OUT } from "./options.ts";
import { GATE, SELECTION, WAREHOUSE } from "./sets.ts";
import type { CommandSpec, OptionSpec } from "./spec.ts";

/** Of a plan that is made here; a workflow has words of its own for the first, and removes nothing. */
const TYPED_SELECTION = [
  ...SELECTION,
  {
    name: "plan-phase",
    value: "LIST",
    about: "only these phases of the repair plan: 1 blocking, 2 raw, 3 newest, 4 partial",
    type: "planPhases",
  },
  {
    name: "remove-strays",
    about:
      "also take out rows that stand on the wrong date or under an unknown game; undo puts them back",
  },
] as const satisfies readonly OptionSpec[];

/** The commands that plan, run, prove and take back repairs. */
export const REPAIR_COMMANDS = [
  {
    name: "plan",
    summary:
      "Plan a repair: which cells, in which order and batches, what blocks them, what it gains",
    options: [
      ...WAREHOUSE,
      BUDGET,
      ...TYPED_SELECTION,
      {
        name: "save",
        value: "FILE",
        about: "write the plan here, for backfill --plan",
        type: "line",
      },
      LOCK_WAIT,
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
      ...TYPED_SELECTION,
      {
        name: "plan",
        value: "FILE",
        about: "run this saved plan; stops when the data has drifted",
        type: "line",
      },
      { name: "replan", about: "with --plan: plan again where the data has drifted" },
      {
        name: "resume",
        value: "RUN",
        about: "go on with this run: nothing twice, nothing skipped",
        type: "line",
      },
      ALLOW_SHRINK,
      DRY_RUN,
      OUT,
      LOCK_WAIT,
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
      {
        name: "table",
        value: "ID",
        about: "the table that gets them",
        type: "line",
        default: "nbac_gamebook",
      },
      { name: "force", about: "also games that have rows already" },
      ALLOW_SHRINK,
      OUT,
      LOCK_WAIT,
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
      {
        name: "days",
        value: "N",
        about: "the newest N calendar days",
        type: "whole",
        within: [1, 60],
        default: "3",
      },
      DRY_RUN,
      OUT,
      LOCK_WAIT,
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
    options: [...WAREHOUSE, OUT, LOCK_WAIT, JSON_OUTPUT],
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
    options: [...WAREHOUSE, OUT, LOCK_WAIT, JSON_OUTPUT],
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
      {
        name: "reason",
        value: "TEXT",
        about: "why it is right, in a sentence; it is recorded",
        type: "reason",
        needed: true,
      },
      {
        name: "by",
        value: "PERSON",
        about: "who accepts it",
        type: "person",
        needed: true,
      },
      LOCK_WAIT,
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
    options: [...GATE, LOCK_WAIT, JSON_OUTPUT],
    examples: [
      { does: "before a training run", options: { environment: "sample", require: "ready" } },
    ],
  },
] as const satisfies readonly CommandSpec[];
