import { z } from "zod";
import { id } from "./atoms.ts";
import { words } from "./producers.ts";

export const stage = z.discriminatedUnion("kind", [
  z
    .strictObject({
      kind: z.literal("games"),
      id,
      tables: z.array(id).min(1),
    })
    .describe("the fullest table's games against the schedule's"),
  z
    .strictObject({ kind: z.literal("share"), id, tables: z.array(id).min(1) })
    .describe("share of the tables with rows"),
  z.strictObject({ kind: z.literal("any"), id, table: id }).describe("100 with any row"),
  z
    .strictObject({ kind: z.literal("ratio"), id, table: id, of: id })
    .describe("rows of one table against another's; 0 where the other has none"),
]);
export type ScoreStage = z.infer<typeof stage>;

const CRITERIA_METRICS = [
  "completion_pct",
  "average_score",
  "poor_dates",
  "missing_dates",
] as const;
export const criterion = z.strictObject({
  id,
  title: words,
  metric: z.enum(CRITERIA_METRICS),
  table: id.optional().describe("for missing_dates"),
  above: z.number().optional(),
  below: z.number().optional(),
  after: z.enum(["P0", "all"]).describe("the plan phase after which it should hold"),
  for: z
    .enum(["training", "report"])
    .default("report")
    .describe("training: READY needs it, whether or not it can be reached; report: it is printed"),
});
export type Criterion = z.infer<typeof criterion>;
