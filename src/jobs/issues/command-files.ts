import { join } from "node:path";
import { z } from "zod";
import { ReceiptSchema } from "../../backfill/run/receipt.ts";
import { UserError } from "../../errors.ts";
import { type MissingGames, readMissingGames } from "../../grid/csv/gaps-csv.ts";
import { type Proposal, parseProposal } from "../../issues/command/proposal.ts";
import type { PipelineConfig } from "../../pipeline/schema.ts";
import { readDated } from "../reports/dated-files.ts";
import { folderOf } from "../reports/report-place.ts";
import { isThere, readIfThere } from "../shared/files.ts";
import { loadPipeline } from "../shared/open.ts";

/** What the checkout knows that a command is decided by. */
export type CommandFiles = {
  readonly pipeline: PipelineConfig;
  /** Null where the newest validation is of another environment, or there is none. */
  readonly missing: readonly MissingGames[] | null;
  /** Whether the receipt of `run` is there and says that nothing of it is left. */
  readonly hasEnded: boolean;
};

const RunJson = z.object({ environment: z.string() });

export async function readCommandFiles(
  place: { readonly pipeline: string; readonly reports: string },
  environment: string,
  run: string | null,
): Promise<CommandFiles> {
  const folder = folderOf({ out: place.reports, name: environment });
  // Until its first run under this version an environment has its reports in the root, as an earlier one left them.
  const at = (await isThere(join(folder, "latest", "run.json"))) ? folder : place.reports;
  const readReceipt = async (id: string) => {
    const name = `${id}/receipt.json`;
    const own = await readDated(folder, "backfills", name);
    return own?.text ?? readIfThere(join(place.reports, "backfills", name));
  };
  const [pipeline, record, gaps, receipt] = await Promise.all([
    loadPipeline(place.pipeline),
    readIfThere(join(at, "latest", "run.json")),
    readIfThere(join(at, "latest", "gaps.csv")),
    run === null ? null : readReceipt(run),
  ]);
  const isOfIt = readAs(RunJson, record)?.environment === environment;
  const counts = readAs(ReceiptSchema, receipt)?.counts;
  const left = counts && counts.failed + counts.parked + counts.blocked + counts.pending;
  return {
    pipeline,
    missing: isOfIt && gaps !== null ? readMissingGames(gaps) : null,
    hasEnded: left === 0,
  };
}

/** 400 dates and 100 tables have room. */
const MOST_PROPOSED = 40_000;

/** What another job decided and left in a file. Throws a UserError where there is none, or something else. */
export async function readProposal(path: string): Promise<Proposal> {
  const text = await readIfThere(path);
  if (text === null)
    throw new UserError(`${path} is not there: run-command writes it where a waiver is proposed.`);
  if (text.length > MOST_PROPOSED)
    throw new UserError(
      `${path} has ${text.length} characters; a proposal has ${MOST_PROPOSED} at most.`,
    );
  return parseProposal(text, path);
}

/** Undefined for a file that is not there, of another version, or one that somebody broke: then nothing is known by it. */
function readAs<S extends z.ZodType>(schema: S, text: string | null): z.infer<S> | undefined {
  try {
    return text === null ? undefined : schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
