import { readFile } from "node:fs/promises";
import type { Comparison } from "../../certificate/answer.ts";
import { compareCertificate } from "../../certificate/compare.ts";
import { declaredHash, hashOf } from "../../certificate/issue.ts";
import { type Certificate, readCertificate } from "../../certificate/record.ts";
import { UserError } from "../../errors.ts";
import { tablesOf } from "../../pipeline/rules.ts";
import { readAll, readColumns, readModels } from "../certificate/look.ts";
import { readLedgerOf } from "../shared/ledger.ts";
import type { Progress } from "../shared/progress.ts";
import { type ObserveRequest, withOpen } from "./run-validate.ts";

export type CheckRequest = Omit<ObserveRequest, "start" | "end" | "asked"> & {
  readonly file: string;
};

export type Checked = { readonly certificate: Certificate; readonly comparison: Comparison };

/** Reads every date that the certificate names, in full, and says what has changed since. Writes nothing. */
export async function checkCertificate(
  request: CheckRequest,
  progress: Progress,
): Promise<Checked> {
  const { file, environment } = request;
  const certificate = readCertificate(await textOf(file), file);
  if (certificate.environment !== environment)
    throw new UserError(
      `${file} is of environment ${certificate.environment}, and ${environment} is asked for.`,
    );
  return withOpen(request, progress, async ({ pipeline, root = "." }, warehouse) => {
    const declared = tablesOf(pipeline, environment);
    const { entries } = await readLedgerOf(warehouse);
    const columns = await readColumns(warehouse, certificate.tables);
    const { content, unread } = await readAll(warehouse, certificate.tables);
    const models = await readModels({ environment, root }, declared);
    const comparison = compareCertificate(certificate, {
      ...{ content, unread, columns, entries },
      declared: new Map(declared.map((table) => [table.id, declaredHash(table)])),
      models: new Map([...models].map(([id, { text }]) => [id, hashOf(text)])),
    });
    return { certificate, comparison };
  });
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new UserError(`The certificate ${file} cannot be read`, { cause });
  }
}
