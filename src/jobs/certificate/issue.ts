import { type CertifiedLook, issueCertificate } from "../../certificate/issue.ts";
import {
  type Certificate,
  type CertificateContent,
  certificateText,
  sealed,
} from "../../certificate/record.ts";
import { soundDates } from "../../certificate/sound-dates.ts";
import { UnreadableError } from "../../errors.ts";
import type { Assessment } from "../../findings/assess/assess.ts";
import type { GateRequirement, GateVerdict } from "../../findings/assess/gate.ts";
import { lineageOf } from "../../pipeline/independence.ts";
import { redacted } from "../../pipeline/redact.ts";
import { tablesOf, trainingTables } from "../../pipeline/rules.ts";
import type { PipelineConfig, TableConfig } from "../../pipeline/schema.ts";
import { soundDatesCsv } from "../../render/certificate/sound-dates-csv.ts";
import type { Warehouse } from "../../warehouse/warehouse.ts";
import { writeExactly, writeWhole } from "../shared/files.ts";
import type { Ledger } from "../shared/ledger.ts";
import { TOOL_VERSION } from "../shared/version.ts";
import { newestDigest } from "./folder.ts";
import { readAll, readColumns, readModels } from "./look.ts";
import { triedIn } from "./tried.ts";

type Where = {
  readonly pipeline: PipelineConfig;
  readonly environment: string;
  /** Where the SQL files are that the pipeline names. */
  readonly root: string;
  /** What training needs, by id; empty for what is declared. */
  readonly asked: readonly string[];
};

const ownIds = ({ pipeline, environment, asked }: Omit<Where, "root">): readonly string[] =>
  asked.length > 0 ? asked : trainingTables(pipeline, environment).map(({ id }) => id);

/** The training tables and all that they are computed from. */
export function certifiedTables(where: Omit<Where, "root">): readonly TableConfig[] {
  const all = tablesOf(where.pipeline, where.environment);
  const lineage = new Set(ownIds(where).flatMap((id) => [...lineageOf(all, id)]));
  return all.filter(({ id }) => lineage.has(id));
}

/**
 * What the certificate is of, read before the gate looks: what is written in between is seen by the gate, or by the next
 * check of the certificate. Throws an UnreadableError where a table cannot be read.
 */
export async function lookToCertify(
  warehouse: Warehouse,
  where: Where,
  { entries, lineage }: Ledger,
  now: Date,
): Promise<CertifiedLook> {
  const tables = certifiedTables(where);
  const columns = await readColumns(warehouse, tables);
  const models = await readModels(where, tables);
  const { content, unread } = await readAll(warehouse, tables);
  const [first] = unread;
  if (first !== undefined)
    throw new UnreadableError(`${first[0]} cannot be certified: ${first[1]}`);
  return { readAt: now, tables, content, columns, models, entries, lineage };
}

/** Writes the certificate of a gate that passed, and returns it. */
export async function writeCertificate(
  file: string,
  assessment: Assessment,
  verdict: GateVerdict,
  look: CertifiedLook,
  request: {
    readonly require: GateRequirement;
    readonly asked: readonly string[];
    readonly warehouse: string;
    /** The root of the reports: the newest certificate there is carried on. */
    readonly out: string;
  },
): Promise<Certificate> {
  const { require, asked, warehouse, out } = request;
  const previous = await newestDigest({ out, name: assessment.grid.environment });
  const tried = await triedIn({ out, name: assessment.grid.environment });
  const content = issueCertificate(assessment, verdict, look, {
    ...{ require, asked, warehouse, previous, tried },
    tool: TOOL_VERSION,
  });
  // What is hidden is hidden before the digest is taken: the file is written as it is sealed.
  const hidden = JSON.parse(redacted(JSON.stringify(content))) as CertificateContent;
  const certificate = sealed(hidden);
  await writeExactly(file, certificateText(certificate));
  return certificate;
}

/** Every game date as sound or not, with why, as CSV. */
export async function writeSoundDates(
  file: string,
  assessment: Assessment,
  where: Where,
): Promise<void> {
  await writeWhole(file, soundDatesCsv(soundDates(assessment, ownIds(where))));
}
