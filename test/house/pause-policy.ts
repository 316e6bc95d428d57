import { z } from "zod";

/**
 * How every job that writes heeds OPS_PAUSED (docs/adr/0017-pausing.md): by a condition of its own, which GitHub asks
 * before the job begins, and by the action that writes, which asks again before it does.
 */

const Permissions = z.record(z.string(), z.string());
export type Step = {
  readonly uses?: string | undefined;
  readonly with?: Readonly<Record<string, unknown>> | undefined;
};
type Job = {
  readonly uses?: string | undefined;
  readonly if?: unknown;
  readonly permissions?: unknown;
  readonly steps: readonly Step[];
};

/** Actions of this repository that write nothing outside their job. Every other one is taken for a writer. */
const READERS = [
  ...["./actions/validate", "./actions/plan-backfill", "./actions/watch-recent", "./actions/gate"],
  ...["./.github/actions/earlier-reports", "./actions/watchdog", "./actions/who-asks"],
];
const READER_ACCOUNT = "${{ vars.SERVICE_ACCOUNT }}";
const CLAUSE = "(!vars.OPS_PAUSED || vars.OPS_PAUSED == 'false')";
const VARIABLE = "${{ vars.OPS_PAUSED }}";

const isWriter = ({ uses = "" }: Step): boolean => uses.startsWith("./") && !READERS.includes(uses);

/** What a job may change: by its token, or by the cloud identity that it takes. */
function powersOf({ uses, permissions, steps }: Job): string[] {
  const granted = Object.entries(Permissions.safeParse(permissions).data ?? {});
  const powers = granted.flatMap(([what, how]) =>
    how === "write" && what !== "id-token" ? [what] : [],
  );
  const hasIdentity = granted.some(([what, how]) => what === "id-token" && how === "write");
  const accounts = steps.flatMap(({ uses = "", with: given }) =>
    uses.startsWith("google-github-actions/auth@") ? [given?.["service_account"]] : [],
  );
  // What another workflow does with the identity does not show here.
  const onlyReads =
    uses === undefined &&
    !steps.some(isWriter) &&
    accounts.every((account) => account === READER_ACCOUNT);
  return hasIdentity && !onlyReads ? [...powers, "the warehouse"] : powers;
}

export function pauseFaults(job: Job): string[] {
  const powers = powersOf(job);
  const isPaused = powers.length === 0 || conditionsOf(job.if).includes(CLAUSE);
  const granted = Permissions.safeParse(job.permissions).data ?? {};
  const mayAsk = !job.steps.some(isWriter) || granted["contents"] !== undefined;
  return [
    ...(isPaused ? [] : [`may write (${powers.join(", ")}) and does not heed OPS_PAUSED.`]),
    ...(mayAsk ? [] : ["may not see a branch OPS_PAUSED: give it contents: read."]),
    ...stepPauseFaults(job.steps, VARIABLE),
  ];
}

/** Of a job's steps, or of an action made of steps, which has the value from its own input. */
export const stepPauseFaults = (steps: readonly Step[], value: string): string[] =>
  steps
    .filter((step) => isWriter(step) && step.with?.["paused"] !== value)
    .map(({ uses }) => `lets ${uses} write without asking again: give it paused: ${value}.`);

/** What must all be true for a job to run. Of an expression with an "or" on its top level that is the whole. */
export function conditionsOf(condition: unknown): string[] {
  const text = String(condition ?? "")
    .replace(/\s+/g, " ")
    .trim();
  const inside = /^\$\{\{((?:(?!\$\{\{).)*)\}\}$/.exec(text)?.[1] ?? text;
  // Text with an expression in it is text, and always true.
  if (inside.includes("${{")) return [text];
  const parts: string[] = [];
  let [depth, quoted, start] = [0, false, 0];
  for (let at = 0; at < inside.length; at++) {
    const one = inside[at];
    if (one === "'") quoted = !quoted;
    if (quoted) continue;
    if (one === "(") depth += 1;
    if (one === ")") depth -= 1;
    const two = inside.slice(at, at + 2);
    if (depth > 0 || (two !== "&&" && two !== "||")) continue;
    if (two === "||") return [`(${inside.trim()})`];
    parts.push(inside.slice(start, at));
    start = at + 2;
  }
  return [...parts, inside.slice(start)].map((part) => part.trim());
}

/** In place of an environment's name: what OPS_ENVIRONMENT says, the sample where it says nothing. */
const CONFIGURED =
  "(inputs.environment != 'configured' && inputs.environment) || vars.OPS_ENVIRONMENT || 'sample'";

const Form = z.looseObject({
  workflow_dispatch: z.looseObject({
    inputs: z.looseObject({
      environment: z.looseObject({
        default: z.string().optional(),
        options: z.array(z.string()),
      }),
    }),
  }),
});

/** A form that starts with the name of an environment is sent off with it by whoever does not look. */
export function formFaults(on: unknown, text: string): string[] {
  const form = Form.safeParse(on).data?.workflow_dispatch.inputs.environment;
  if (form === undefined) return [];
  const rest = text.replace(/\s+/g, " ").replaceAll(CONFIGURED, "");
  return [
    ...(form.default === "configured" && form.options.includes("configured")
      ? []
      : ["Its form does not start with the configured environment: give it default: configured."]),
    ...(/inputs\.environment\b/.test(rest)
      ? [`It takes the form's environment by its name: write ${CONFIGURED}.`]
      : []),
  ];
}
