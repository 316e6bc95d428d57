import pMap from "p-map";
import { LEDGER_QUERY } from "../../backfill/ledger/lineage.ts";
import { daysOf } from "../../dates/list.ts";
import { errorMessage, TableNotFoundError } from "../../errors.ts";
import { tablesOf } from "../../pipeline/rules.ts";
import type { TableConfig } from "../../pipeline/schema.ts";
import type { Estimate, Warehouse } from "../../warehouse/warehouse.ts";
import { fingerprintRequest } from "../shared/content.ts";
import type { Question } from "./again/piece.ts";
import type { PiecePlan } from "./again/plan.ts";
import { overlap } from "./again/spans.ts";
import type { ObserveInput } from "./input.ts";
import type { Prepared } from "./prepare.ts";
import { questionsOf } from "./questions.ts";
import { questionsIn } from "./recording.ts";

/** What is known of a question's cost: bytes to be billed, or why nobody knows. */
export type Answered = { readonly table: string } & (
  | { readonly bytes: number }
  | { readonly bytes: null; readonly why: string }
);

/** An estimate that fails is unknown, not 0. */
export async function answered(table: string, ask: () => Promise<Estimate>): Promise<Answered> {
  try {
    return { table, bytes: (await ask()).bytesBilled };
  } catch (error) {
    return { table, bytes: null, why: errorMessage(error) };
  }
}

/** What is asked: of some tables, or of all as it was prepared. */
export type Asking = {
  readonly only?: readonly TableConfig[] | undefined;
  /** Tables whose content is read in full beside the look, every date. */
  readonly whole?: readonly TableConfig[] | undefined;
  readonly prepared?: Pick<Prepared, "plans" | "changesOf"> | null | undefined;
};

/** What each question of a look bills, by dry runs, which are free. */
export async function answersOf(
  input: ObserveInput,
  warehouse: Warehouse,
  { only, whole = [], prepared }: Asking,
): Promise<readonly Answered[]> {
  const tables = only ?? tablesOf(input.pipeline, input.environment);
  const questions =
    prepared == null ? questionsOf(input, tables) : prepared.plans.flatMap(questionsOfPlan);
  const all = daysOf([input.range]);
  // At most: what is not recorded, or has not changed since, is not read.
  const contents = tables.flatMap((table) => {
    const changes = prepared?.changesOf(table) ?? { kind: "all" as const };
    const days =
      changes.kind === "all"
        ? all
        : daysOf(changes.ranges.flatMap((range) => overlap(range, input.range) ?? []));
    return days.length === 0 ? [] : [{ table, days }];
  });
  const hasContents = only === undefined && contents.length > 0 && (await hasLedger(warehouse));
  return pMap(
    [
      ...questions.map(({ table, sql, params }) => ({
        table,
        ask: () => warehouse.estimate(sql, params),
      })),
      ...whole.map((table) => ({
        table: table.id,
        ask: () => warehouse.estimateFingerprints(fingerprintRequest(table, "all")),
      })),
      ...(hasContents ? contents : []).map(({ table, days }) => ({
        table: table.id,
        ask: () => warehouse.estimateFingerprints(fingerprintRequest(table, days)),
      })),
    ],
    ({ table, ask }) => answered(table, ask),
    { concurrency: warehouse.abilities.maxConcurrentQueries },
  );
}

/** The statements that a plan sends. */
function questionsOfPlan(plan: PiecePlan): readonly (Question & { readonly table: string })[] {
  const { piece } = plan;
  const { table, dated } = piece;
  if (plan.kind === "everything") return [{ ...piece.everything, table }];
  const { spans, whole } = questionsIn(plan);
  return [
    ...(dated === null ? [] : spans.map((span) => ({ ...dated(span), table }))),
    ...(whole && piece.whole !== null ? [{ ...piece.whole.question, table }] : []),
  ];
}

/** Without one no content is compared, and none is read. */
async function hasLedger(warehouse: Warehouse): Promise<boolean> {
  try {
    await warehouse.estimate(LEDGER_QUERY);
    return true;
  } catch (error) {
    return !(error instanceof TableNotFoundError);
  }
}
