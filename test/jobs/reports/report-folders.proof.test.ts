import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { dateRange } from "../../../src/dates/range.ts";
import { noteUndone, undo } from "../../../src/jobs/repair/undo.ts";
import { verify } from "../../../src/jobs/repair/verify.ts";
import { validate } from "../../../src/jobs/validate/validate.ts";
import {
  AS_OF,
  aSmallPipeline,
  DAYS,
  on,
  openSmall,
  repairSmall,
} from "../../support/pipelines/small.ts";
import { ownFolder } from "../../support/warehouses.ts";

/** Sequences of steps; OPS_TURNS=60 for the long form. */
const TURNS = Number(process.env["OPS_TURNS"] ?? 6);
const ENVIRONMENTS = ["production", "sample"] as const;
type Environment = (typeof ENVIRONMENTS)[number];
const KINDS = ["validate", "lose", "backfill", "verify", "undo"] as const;
type Step = { readonly environment: Environment; readonly kind: (typeof KINDS)[number] };

/** Every file below a folder with its text, without what differs between two runs of the same steps. */
function tree(folder: string, out: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [
        file.slice(folder.length + 1),
        readFileSync(file, "utf8").replaceAll(out, "OUT"),
      ]),
  );
}

/** One environment with a warehouse and a clock of its own. */
async function openEnvironment(environment: Environment, out: string) {
  const pipeline = aSmallPipeline({}, environment);
  const small = await openSmall(pipeline, environment);
  let seconds = 0;
  const now = () => new Date(AS_OF.getTime() + 1000 * seconds++);
  const runs: string[] = [];
  const steps: Record<Step["kind"], () => Promise<unknown>> = {
    validate: () =>
      validate(
        {
          ...{ pipeline, environment, out, now, asOf: now(), policy: "annotate", failOn: "never" },
          range: dateRange(on(1), on(DAYS.length)),
          ...{ toolVersion: "test", hostRun: null },
        },
        small.context.warehouse,
        () => undefined,
      ),
    lose: () => small.real.native("DELETE FROM shop.trend"),
    async backfill() {
      await small.real.native(`DELETE FROM shop.totals WHERE game_date = DATE '${on(3)}'`);
      runs.push((await repairSmall(small, { out, now })).run);
    },
    async verify() {
      const run = runs.at(-1);
      if (run !== undefined) await verify(small.context, run, out, now());
    },
    async undo() {
      const run = runs.pop();
      if (run === undefined) return;
      await undo(small.context, run, now());
      await noteUndone(out, environment, run, now());
    },
  };
  return { small, take: (kind: Step["kind"]) => steps[kind]() };
}

async function carryOut(steps: readonly Step[], out: string): Promise<void> {
  const open = new Map<Environment, Awaited<ReturnType<typeof openEnvironment>>>();
  try {
    for (const { environment, kind } of steps) {
      const one = open.get(environment) ?? (await openEnvironment(environment, out));
      open.set(environment, one);
      await one.take(kind);
    }
  } finally {
    for (const { small } of open.values()) await small[Symbol.asyncDispose]();
  }
}

const aStep = fc.record({
  environment: fc.constantFrom(...ENVIRONMENTS),
  kind: fc.constantFrom(...KINDS),
});

it("whatever two environments do in turns, each leaves in its folder what it leaves alone", {
  timeout: 20_000 * TURNS,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(aStep, { minLength: 3, maxLength: 9 }), async (drawn) => {
      // Each environment writes something.
      const first = ENVIRONMENTS.map((environment) => ({ environment, kind: "validate" as const }));
      const steps = [...first, ...drawn];
      const together = ownFolder();
      await carryOut(steps, together);
      for (const environment of ENVIRONMENTS) {
        const alone = ownFolder();
        await carryOut(
          steps.filter((step) => step.environment === environment),
          alone,
        );
        expect(tree(join(together, environment), together)).toEqual(
          tree(join(alone, environment), alone),
        );
      }
      expect(readdirSync(together).sort()).toEqual(["README.md", ...ENVIRONMENTS]);
    }),
    { numRuns: TURNS, seed: Number(process.env["SEED"] ?? 14) },
  );
});
