import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { COMMANDS } from "../../src/commands/catalogue.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";

const ROOT = join(import.meta.dirname, "../..");
/** The command that an action is, where it has another name; null for an action without one. */
const COMMAND: Readonly<Record<string, string | null>> = {
  "publish-reports": null,
  "backfill-dates": null,
  "conclude-backfill": null,
  "sync-issues": null,
  "watch-recent": null,
  "dispatch-backfill": null,
  "expire-approvals": null,
  watchdog: null,
  "run-command": null,
  "propose-waiver": null,
  "plan-backfill": "plan",
};
/** Inputs that only a workflow has. */
const OWN: Readonly<Record<string, readonly string[]>> = {
  gate: ["fail", "redact"],
  "plan-backfill": [
    ...["plan", "dates-per-job", "daily-dates", "allow-shrink", "resume", "out", "apply"],
    ...["issue", "identity", "token", "redact"],
  ],
  validate: ["token", "identity", "redact", "schedule-zone"],
};
type ActionFile = { inputs: Record<string, { default?: string }>; runs: { using: string } };

it.each(globSync("actions/*/action.yml", { cwd: ROOT }))(
  "%s takes the options of the command of its name, with the same defaults",
  async (file) => {
    const action = parse(readFileSync(join(ROOT, file), "utf8")) as ActionFile;
    expect(action.runs.using).toBe("node24");
    const name = basename(dirname(file));
    const { INPUTS } = (await import(`../../actions/${name}/inputs.ts`)) as {
      INPUTS: readonly OptionSpec[];
    };
    expect(Object.keys(action.inputs)).toEqual(INPUTS.map((option) => option.name));
    const called = COMMAND[name] === undefined ? name : COMMAND[name];
    if (called === null) return;
    const command = COMMANDS.find((one) => one.name === called);
    const options: readonly OptionSpec[] = command?.options ?? [];
    // A switch is off unless it is given; in a workflow it is the text "false".
    const standard = (option: OptionSpec) =>
      option.default ?? (option.value === undefined ? "false" : "");
    const defaults = new Map(options.map((option) => [option.name, standard(option)]));
    for (const [input, { default: given }] of Object.entries(action.inputs)) {
      if (OWN[name]?.includes(input)) continue;
      expect([...defaults.keys()]).toContain(input);
      expect(given, input).toBe(defaults.get(input));
    }
  },
);
