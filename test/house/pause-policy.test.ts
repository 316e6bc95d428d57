import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseDocument } from "yaml";
import { conditionsOf } from "./pause-policy.ts";
import { compositeFaults, workflowFaults } from "./workflow-policy.ts";

const FOLDER = join(import.meta.dirname, "../../.github/workflows");
const read = (file: string): string => readFileSync(join(FOLDER, file), "utf8");
const CLAUSE = "(!vars.OPS_PAUSED || vars.OPS_PAUSED == 'false')";

type Workflow = {
  readonly jobs: Record<
    string,
    {
      readonly permissions?: Record<string, string>;
      readonly if?: string;
      readonly steps?: readonly { readonly uses?: string; readonly with?: object }[];
    }
  >;
};

/** By hand, so that a policy that takes a writer for a reader is found out. */
const WRITERS: Readonly<Record<string, readonly string[]>> = {
  "backfill.yml": ["ask", "announce", "hold", "repair", "cut-off", "publish", "sync"],
  "ci.yml": [],
  "commands.yml": ["command", "waiver"],
  "nightly.yml": [],
  "repair.yml": ["canary", "schedule", "raw", "analytics", "precompute", "conclude"],
  "validate.yml": ["publish", "sync"],
  "watch-recent.yml": ["start", "expire"],
};
const jobs = Object.entries(WRITERS).flatMap(([file, names]) =>
  names.map((name) => [file, name] as const),
);

/** The workflow with one job's key changed, or without it. */
function altered(file: string, path: readonly (string | number)[], value: unknown): string {
  const document = parseDocument(read(file));
  if (value === undefined) document.deleteIn(path);
  else document.setIn(path, value);
  return document.toString({ lineWidth: 0 });
}
const conditionOf = (file: string, job: string): string =>
  String((parse(read(file)) as Workflow).jobs[job]?.if);

describe("every job that writes", () => {
  it("is in the list, of every workflow there is", () => {
    expect(Object.keys(WRITERS)).toEqual(globSync("*.yml", { cwd: FOLDER }).sort());
  });

  it.each(jobs)("%s, %s: a mutant that does not heed OPS_PAUSED is refused", (file, job) => {
    const condition = conditionOf(file, job);
    const flat = condition.replace(/\s+/g, " ");
    expect(conditionsOf(condition)).toContain(CLAUSE);
    const without = flat.includes(`&& ${CLAUSE}`) ? flat.replace(`&& ${CLAUSE}`, "") : undefined;
    const mutants = [
      without,
      flat.replace("!vars.OPS_PAUSED || ", ""),
      flat.replace("vars.OPS_PAUSED == 'false'", "vars.OPS_PAUSED != 'true'"),
      flat.replace(/ *\}\}$/, " || inputs.force }}"),
      flat.replace(CLAUSE.slice(1, -1), `${CLAUSE.slice(1, -1)} || inputs.force`),
    ];
    for (const mutant of mutants) {
      expect(mutant).not.toBe(flat);
      const faults = workflowFaults(altered(file, ["jobs", job, "if"], mutant));
      expect(faults, mutant).toContainEqual(
        expect.stringMatching(new RegExp(`^Job ${job} may write .*does not heed OPS_PAUSED`)),
      );
    }
  });

  it("and no other is taken for one", () => {
    for (const [file, writers] of Object.entries(WRITERS)) {
      const { jobs: all } = parse(read(file)) as Workflow;
      for (const name of Object.keys(all).filter((one) => !writers.includes(one))) {
        const faults = workflowFaults(altered(file, ["jobs", name, "if"], "${{ always() }}"));
        expect(faults.join(), `${file} ${name}`).not.toMatch(/OPS_PAUSED/);
      }
    }
  });
});

describe("every step that writes asks again as it begins", () => {
  const steps = Object.keys(WRITERS).flatMap((file) =>
    Object.entries((parse(read(file)) as Workflow).jobs).flatMap(([job, { steps: all = [] }]) =>
      all.flatMap(({ with: given }, index) =>
        given !== undefined && "paused" in given ? [[file, job, index] as const] : [],
      ),
    ),
  );

  it("and there are so many", () => {
    expect(steps).toHaveLength(20);
  });

  it.each(steps)(
    "%s, %s, step %i: without what OPS_PAUSED says it is refused",
    (file, job, index) => {
      const path = ["jobs", job, "steps", index, "with", "paused"];
      for (const value of [undefined, "false", "${{ inputs.paused }}"]) {
        const faults = workflowFaults(altered(file, path, value));
        expect(faults).toEqual([expect.stringContaining("write without asking again")]);
      }
    },
  );

  it("a leg's action hands on what it was given", () => {
    const file = join(FOLDER, "../actions/backfill-part/action.yml");
    const text = readFileSync(file, "utf8");
    expect(compositeFaults(text)).toEqual([]);
    const mutant = text.replace("paused: ${{ inputs.paused }}", "paused: ''");
    expect(compositeFaults(mutant)).toEqual([expect.stringContaining("without asking again")]);
  });

  it("and may see the branch that says so", () => {
    const mutant = altered("validate.yml", ["jobs", "sync", "permissions", "contents"], undefined);
    expect(workflowFaults(mutant)).toEqual([
      "Job sync may not see a branch OPS_PAUSED: give it contents: read.",
    ]);
  });
});

describe("a cloud identity", () => {
  const look = (change: (text: string) => string) =>
    workflowFaults(change(read("watch-recent.yml"))).filter((one) => one.startsWith("Job look"));

  it("that only reads goes on while writing is paused", () => {
    expect(look((text) => text)).toEqual([]);
  });

  it.each([
    ["the writer's account", "${{ vars.SERVICE_ACCOUNT }}", "${{ vars.WRITER_SERVICE_ACCOUNT }}"],
    ["any other account", "${{ vars.SERVICE_ACCOUNT }}", "ops@my-project.iam.gserviceaccount.com"],
    ["an action that nobody knows to be a reader", "./actions/watch-recent", "./actions/new-one"],
  ])("is taken for a writer with %s", (_, from, to) => {
    expect(look((text) => text.replace(from, to))).toContainEqual(
      "Job look may write (the warehouse) and does not heed OPS_PAUSED.",
    );
  });
});

describe("a form", () => {
  it.each(["validate.yml", "backfill.yml"])(
    "%s that starts with an environment's name is refused",
    (file) => {
      const path = ["on", "workflow_dispatch", "inputs", "environment", "default"];
      for (const value of ["sample", "production", undefined])
        expect(workflowFaults(altered(file, path, value))).toEqual([
          expect.stringContaining("does not start with the configured environment"),
        ]);
    },
  );

  it("whose name of an environment is taken as it is, is refused", () => {
    const mutant = read("validate.yml").replace(
      "environment: ${{ (inputs.environment != 'configured' && inputs.environment)",
      "environment: ${{ inputs.environment",
    );
    expect(workflowFaults(mutant)).toEqual([
      expect.stringContaining("takes the form's environment by its name"),
    ]);
  });
});

describe("the conditions of a job", () => {
  it.each([
    [undefined, [""]],
    ["always()", ["always()"]],
    ["${{ a && b }}", ["a", "b"]],
    ["${{ a && (b || c) }}", ["a", "(b || c)"]],
    ["${{ a\n  && b == 'x && y' }}", ["a", "b == 'x && y'"]],
    ["${{ a || b && c }}", ["(a || b && c)"]],
    ["${{ (a && b) || c }}", ["((a && b) || c)"]],
    // Text with an expression in it: always true, whatever stands there.
    ["${{ a }} && ${{ b }}", ["${{ a }} && ${{ b }}"]],
    ["${{ a }} && b", ["${{ a }} && b"]],
  ])("%j are %j", (condition, conditions) => {
    expect(conditionsOf(condition)).toEqual(conditions);
  });
});
