import { buildProgram, type Handler } from "../../src/cli/program.ts";
import { COMMANDS, type CommandName } from "../../src/commands/catalogue.ts";
import { type Assessment, assess } from "../../src/findings/assess/assess.ts";
import { observe } from "../../src/jobs/observe/observe.ts";
import type { PreviousHandoff } from "../../src/records/run-record.ts";
import type { HandoffContext, RepairRun } from "../../src/render/handoff/data/context.ts";
import { NO_CONTEXT } from "../../src/render/handoff/data/context.ts";
import { wordsOf } from "./printed.ts";
import { WHOLE_SAMPLE } from "./validations.ts";
import { openSample } from "./warehouses.ts";

/** What the whole sample means as of the incident's instant. */
export async function sampleAssessment(scenario: "healthy" | "incident"): Promise<Assessment> {
  await using warehouse = await openSample(scenario);
  return assess(await observe(WHOLE_SAMPLE, warehouse, () => undefined));
}

export const aContext = (over: Partial<HandoffContext> = {}): HandoffContext => ({
  ...NO_CONTEXT,
  files: [
    { path: "latest/gaps.csv", about: "every cell that is not as it should be" },
    { path: "latest/run.json", about: "this validation for programs" },
  ],
  ...over,
});

export const aPrevious = (over: Partial<PreviousHandoff> = {}): PreviousHandoff => ({
  run: "20260125T120000Z-sample-abc123",
  asOf: "2026-01-25T12:00:00Z",
  configHash: "0123456789abcdef",
  range: { first: "2024-10-22", last: "2026-01-24" },
  training: "BLOCKED",
  averageScore: 93.9,
  gameDates: 307,
  counts: { P0: 1, P1: 3, P2: 2 },
  unknownCells: 0,
  findings: [],
  repairs: [],
  ...over,
});

export const aRepair = (over: Partial<RepairRun> = {}): RepairRun => ({
  run: "b-20260126T100000Z-1a2b3c",
  started: "2026-01-26T10:00:00Z",
  finished: "2026-01-26T10:31:00Z",
  outcome: "done",
  done: 140,
  failed: 0,
  parked: 0,
  tables: ["tdza", "psza", "pdc", "pcf", "mlfs"],
  dates: 28,
  receipt: "backfills/b-20260126T100000Z-1a2b3c/RECEIPT.md",
  ...over,
});

/** Every command of this tool in a text, in code blocks (also those set aside behind a #) and in code spans. */
export function commandsIn(markdown: string): string[] {
  const spans = [...markdown.matchAll(/`(npm run ops -- [^`]+)`/g)].map(([, line = ""]) => line);
  const lines = markdown
    .split("\n")
    .map((line) => line.trim().replace(/^# /, ""))
    .filter((line) => line.startsWith("npm run ops -- "));
  return [...new Set([...spans, ...lines])];
}

export type Typed = {
  readonly name: CommandName;
  readonly options: Readonly<Record<string, unknown>>;
  readonly argument: string;
};

/** What the program makes of a line: throws for a command, an option or a choice that it does not have. */
export async function typed(line: string): Promise<Typed> {
  let call: Typed | undefined;
  const handlers = Object.fromEntries(
    COMMANDS.map(({ name }): [string, Handler] => [
      name,
      async (options, argument) => {
        call = { name, options, argument };
        return 0;
      },
    ]),
  ) as Record<CommandName, Handler>;
  const program = buildProgram(handlers, () => undefined);
  await program.parseAsync(wordsOf(line), { from: "user" });
  if (call === undefined) throw new Error(`Nothing was called by: ${line}`);
  return call;
}
