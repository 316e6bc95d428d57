import { z } from "zod";

const StopSchema = z.strictObject({
  by: z.string().regex(/^[A-Za-z0-9_-]{1,39}$/),
  at: z.iso.datetime(),
  /** GitHub's numbers, and which attempt of each. */
  runs: z
    .array(z.strictObject({ id: z.int().positive(), attempt: z.int().positive() }))
    .min(1)
    .max(20),
});
/** Who asked when that a repair ends. */
export type StopRequest = Pick<z.infer<typeof StopSchema>, "by" | "at">;
/** A run of a workflow, as its own jobs know it. */
export type WorkflowAttempt = z.infer<typeof StopSchema>["runs"][number];

/** What a body asks of this attempt; null for nothing. */
export function stopOf(body: string, { id, attempt }: WorkflowAttempt): StopRequest | null {
  const stop = readState(body)?.stop;
  const isAsked = stop?.runs.some((one) => one.id === id && one.attempt === attempt) === true;
  return stop === undefined || !isAsked ? null : { by: stop.by, at: stop.at };
}

/**
 * What an issue remembers between two looks, in a hidden comment of its body beside the marker of its target
 * (src/issues/marker.ts). Whoever changes a body keeps it.
 */
export const IssueStateSchema = z.strictObject({
  v: z.literal(1),
  /** A phase's or a table's id: what the finding is about. Null on the rolling issue of what is not urgent. */
  subject: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,60}$/)
    .nullable(),
  /** Validations in a row, each of another run, that observed all its cells and found none broken. */
  clean: z.int().min(0).max(100),
  /** The run of the newest of them, so that one run is not counted twice. */
  cleanRun: z.string().max(200).nullable(),
  /** When the look was made that the issue was written by last; an older look changes nothing. */
  lookedAt: z.iso.datetime().optional(),
  /** From when to when its cells were seen broken; not given by issues of earlier versions. `until` is null while they are. */
  broken: z
    .strictObject({ since: z.iso.datetime(), until: z.iso.datetime().nullable() })
    .optional(),
  /** Closed by a person as not planned: it is left closed through this day. */
  restsUntil: z.iso.date().optional(),
  /** Material changes so far: part of the key of the comment about the next one, so that it is said once. */
  changes: z.int().min(0).default(0),
  /** Somebody knows, until the day ends in the pipeline's time zone. */
  ack: z
    .strictObject({
      by: z.string().regex(/^[A-Za-z0-9_-]{1,39}$/),
      until: z.iso.date(),
      reason: z.string().max(500),
    })
    .nullable(),
  /** The repair that was started last for its cells, such as b-20260126T120000Z-1a2b3c. */
  run: z
    .string()
    .regex(/^b-[A-Za-z0-9-]{1,80}$/)
    .nullable(),
  /** Somebody asked by /stop that these workflow runs end; nothing where nobody did. An attempt later goes on. */
  stop: StopSchema.optional(),
});
export type IssueState = z.infer<typeof IssueStateSchema>;

const OPEN = "<!-- nba-pipeline-ops state ";
const CLOSE = " -->";

export const newState = (subject: string | null): IssueState => ({
  v: 1,
  subject,
  clean: 0,
  cleanRun: null,
  changes: 0,
  ack: null,
  run: null,
});

/** One line that GitHub does not show. What could end a comment of HTML, or begin another, is written as an escape of JSON. */
export const printState = (state: IssueState): string =>
  `${OPEN}${JSON.stringify(IssueStateSchema.parse(state)).replaceAll("<", "\\u003c").replaceAll(">", "\\u003e")}${CLOSE}`;

/** The first state of a body; null without one, or where it is not what we write. */
export function readState(body: string): IssueState | null {
  const start = body.indexOf(OPEN);
  const end = body.indexOf(CLOSE, start);
  if (start < 0 || end < 0) return null;
  try {
    const value: unknown = JSON.parse(body.slice(start + OPEN.length, end));
    return IssueStateSchema.safeParse(value).data ?? null;
  } catch {
    return null;
  }
}

/** The body with its state replaced; the same body where it has none. */
export function withState(body: string, state: IssueState): string {
  const start = body.indexOf(OPEN);
  const end = body.indexOf(CLOSE, start);
  if (start < 0 || end < 0) return body;
  return `${body.slice(0, start)}${printState(state)}${body.slice(end + CLOSE.length)}`;
}
