import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { COMMANDS } from "../../src/commands/catalogue.ts";
import type { OptionSpec } from "../../src/commands/spec.ts";

const ROOT = join(import.meta.dirname, "../..");
/** Inputs that only a workflow has; null for an action without a command. */
const OWN: Readonly<Record<string, readonly string[] | null>> = {
  "publish-reports": null,
  gate: ["fail"],
};
type ActionFile = { inputs: Record<string, { default?: string }>; runs: { using: string } };

it.each(globSync("actions/*/action.yml", { cwd: ROOT }))(
  "%s takes the options of the command of its name, with the same defaults",
  (file) => {
    const action = parse(readFileSync(join(ROOT, file), "utf8")) as ActionFile;
    expect(action.runs.using).toBe("node24");
    const own = OWN[basename(dirname(file))];
    if (own === null) return;
    const command = COMMANDS.find(({ name }) => name === basename(dirname(file)));
    const options: readonly OptionSpec[] = command?.options ?? [];
    const defaults = new Map(options.map((option) => [option.name, option.default ?? ""]));
    for (const [name, input] of Object.entries(action.inputs)) {
      if (own?.includes(name)) continue;
      expect([...defaults.keys()]).toContain(name);
      expect(input.default, name).toBe(defaults.get(name));
    }
  },
);
