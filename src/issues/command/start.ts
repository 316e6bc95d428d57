import { z } from "zod";
import { hiddenIn, standsAlone } from "../hidden.ts";

/** What a command starts backfill.yml with. Inputs of a workflow are texts; one that is not said is not sent. */
export const StartSchema = z.strictObject({
  environment: z.string().regex(/^[a-z][a-z0-9_-]{0,40}$/),
  issue: z.string().regex(/^[1-9]\d{0,8}$/),
  dates: z
    .string()
    .regex(/^[0-9.,-]{1,20000}$/)
    .optional(),
  phase: z.enum(["1", "2", "3", "4"]).optional(),
  force: z.literal("true").optional(),
  "include-warm-up": z.literal("true").optional(),
  "dry-run": z.literal("true").optional(),
  /** The comment that approves the held run of `resume`; whoever plans reads it. */
  approval: z
    .string()
    .regex(/^[1-9]\d{0,15}$/)
    .optional(),
  /** Who asked by a comment: GitHub names the workflow alone. */
  "asked-by": z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,39}$/)
    .optional(),
  apply: z
    .string()
    .regex(/^p-[0-9a-f]{10}$/)
    .optional(),
  resume: z
    .string()
    .regex(/^b-[A-Za-z0-9-]{1,80}$/)
    .optional(),
});
export type Start = z.infer<typeof StartSchema>;

const OPEN = "<!-- nba-pipeline-ops start ";
const CLOSE = " -->";

/** One line that GitHub does not show, in our answer: what was started, so that it can be started again. */
export const printStart = (start: Start): string =>
  `${OPEN}${JSON.stringify(StartSchema.parse(start))}${CLOSE}`;

/** The newest start that our own comments tell of, oldest comment first; null for none. Shows (dry runs) do not count. */
export const lastStart = (bodies: readonly string[]): Start | null =>
  startsIn(bodies).findLast((start) => start["dry-run"] === undefined) ?? null;

/** The newest show, likewise. */
export const lastShow = (bodies: readonly string[]): Start | null =>
  startsIn(bodies).findLast((start) => start["dry-run"] !== undefined) ?? null;

const startsIn = (bodies: readonly string[]): Start[] =>
  bodies.flatMap((body) => readStart(body) ?? []);

function readStart(body: string): Start | null {
  // Below all that is quoted in an answer.
  const text = hiddenIn(body, OPEN, CLOSE).at(-1);
  if (text === undefined) return null;
  try {
    return StartSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Stands in every answer: which comment it answers. */
export const printAnswerMark = (comment: number): string =>
  `<!-- nba-pipeline-ops answer ${comment} -->`;

export const isAnswerTo = (comment: number, body: string): boolean =>
  standsAlone(body, printAnswerMark(comment));
