import { z } from "zod";
import { parseDateList, printDateList } from "../dates/list.ts";
import { hiddenIn } from "./hidden.ts";

/**
 * What an issue is about: the cells that one cause has broken. It stands in a hidden comment of the body, and says what
 * a repair started from the issue selects.
 */
export const IssueTargetSchema = z.strictObject({
  v: z.literal(1),
  environment: z.string().regex(/^[a-z][a-z0-9_-]{0,40}$/),
  /** The pipeline phase's id; null where the cause is of no single one. */
  phase: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,40}$/)
    .nullable(),
  cause: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/),
  tables: z.array(z.string().regex(/^[a-z][a-z0-9_]{0,60}$/)).max(100),
  /** Such as 2024-10-22..2024-11-04,2025-10-21; a list that is written anew is the same text. */
  dates: z
    .string()
    .max(20_000)
    .refine((text) => isCanonical(text), "is not a list of dates"),
  /** Whether a repair needs the warm-up's override to do anything. */
  includeWarmUp: z.boolean(),
});
export type IssueTarget = z.infer<typeof IssueTargetSchema>;

const OPEN = "<!-- nba-pipeline-ops issue ";
const CLOSE = " -->";

/** One line that GitHub does not show. The values have no character that could end it. */
export const printMarker = (target: IssueTarget): string =>
  `${OPEN}${JSON.stringify(IssueTargetSchema.parse(target))}${CLOSE}`;

/** The first marker of a body that stands alone on its line; null without one, or where it is not what we write. Who wrote it is the caller's to check. */
export function readMarker(body: string): IssueTarget | null {
  const [text] = hiddenIn(body, OPEN, CLOSE);
  if (text === undefined) return null;
  try {
    const value: unknown = JSON.parse(text);
    return IssueTargetSchema.safeParse(value).data ?? null;
  } catch {
    return null;
  }
}

function isCanonical(text: string): boolean {
  try {
    return printDateList(parseDateList(text)) === text;
  } catch {
    return false;
  }
}
