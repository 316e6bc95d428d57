import { UserError } from "../../errors.ts";
import { moneyFor } from "../../pipeline/cost.ts";
import { tablesOf } from "../../pipeline/rules.ts";
import type { Observed } from "../../records/observed.ts";
import type { Part, ValidationEstimate } from "../../render/summary/estimate.ts";
import type { TableStates } from "../../warehouse/states.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { type Asking, answersOf } from "../observe/asks.ts";
import type { ObserveInput } from "../observe/input.ts";
import { piecesOf } from "../observe/pieces.ts";
import { fromRecord, metadataFirst, type Prepared, prepare } from "../observe/prepare.ts";
import { pricingOf } from "../observe/price.ts";
import type { Progress } from "../shared/progress.ts";
import { earlierIn, recordOf } from "./prepared.ts";
import { type ValidateRequest, withOpen } from "./run-validate.ts";

/** Says what a validation would bill, and validates nothing. */
export const runEstimate = (
  request: Omit<ValidateRequest, "hostRun" | "failOn">,
  progress: Progress,
): Promise<ValidationEstimate> =>
  withOpen({ ...request, sources: true }, progress, async (input, warehouse) => {
    const pricing = pricingOf(input.pipeline, input.environment, warehouse, undefined);
    if (pricing === null)
      throw new UserError(`${warehouse.label} bills nothing, so there is nothing to estimate.`);
    const price = async (asking: Asking): Promise<Part> => {
      const answers = await answersOf(input, warehouse, asking);
      const bytes = answers.reduce((sum, answer) => sum + (answer.bytes ?? 0), 0);
      return {
        ...moneyFor(bytes, pricing.usdPerTiB),
        queries: answers.length,
        unknown: answers.filter((answer) => answer.bytes === null).length,
        tables: new Set(answers.map(({ table }) => table)).size,
      };
    };
    const full = await price({});
    const settings = metadataFirst(input, warehouse);
    const nothing = { today: null, why: null, unchanged: null };
    const found =
      settings === null || request.full === true
        ? nothing
        : await byChanges(request.out, input, warehouse, settings, price, progress);
    return {
      ...{ environment: input.environment, full, ...found },
      tables: tablesOf(input.pipeline, input.environment).length,
      asked: moneyFor(warehouse.usage()?.bytesBilled ?? 0, pricing.usdPerTiB),
    };
  });

async function byChanges(
  out: string,
  input: ObserveInput,
  warehouse: Warehouse,
  settings: NonNullable<ReturnType<typeof metadataFirst>>,
  price: (asking: Asking) => Promise<Part>,
  progress: Progress,
): Promise<Pick<ValidationEstimate, "today" | "why" | "unchanged">> {
  const earlier = await earlierIn(out, input, warehouse);
  const prepared = await prepare(input, warehouse, earlier, settings, progress);
  const later = dayAfter(input, warehouse, prepared, settings);
  return {
    today: await price({ prepared }),
    why: prepared.why,
    unchanged: later === null ? null : await price({ prepared: later }),
  };
}

const DAY_MS = 86_400_000;

/** As if everything had just been counted, and nothing were written until the next day; null where no states are known. */
function dayAfter(
  input: ObserveInput,
  warehouse: Warehouse,
  { head }: Prepared,
  settings: NonNullable<ReturnType<typeof metadataFirst>>,
): Prepared | null {
  if (head === null) return null;
  const pieces = piecesOf(input, tablesOf(input.pipeline, input.environment));
  const at = new Date(Date.parse(head.readAt) + DAY_MS).toISOString();
  const record: Observed = {
    ...{ schemaVersion: 1, run: "the day before", ...recordOf(input, warehouse) },
    // Long after the last write, so that none of it counts as just written.
    ...{ readAt: new Date(Date.parse(head.readAt) + settings.lagMs + 1).toISOString() },
    ...{ turnAt: head.readAt, tables: head.tables, contents: {} },
    pieces: Object.fromEntries(
      pieces.map(({ id, span, whole }) => [
        id,
        {
          ...{ span: { ...span }, ages: [{ ...span, at: head.readAt }], columns: [], rows: [] },
          whole:
            whole === null
              ? null
              : {
                  declared: { ...whole.declared },
                  twiceIn: whole.twiceIn === null ? null : { ...whole.twiceIn },
                },
        },
      ]),
    ),
  };
  const same: TableStates = {
    readAt: at,
    tables: [...new Set(pieces.flatMap(({ reads }) => reads.map(({ name }) => name)))].map(
      (table) =>
        head.tables[table] === undefined
          ? { table, status: "unknown", why: "its state is not known" }
          : { table, status: "same" },
    ),
  };
  return fromRecord(input, pieces, record, same, settings);
}
