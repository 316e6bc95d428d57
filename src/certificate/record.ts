import { createHash } from "node:crypto";
import { z } from "zod";
import { DateSchema } from "../dates/schema.ts";
import { UserError } from "../errors.ts";
import { TRAINING_STATES } from "../findings/assess/assess.ts";
import { GATE_REQUIREMENTS } from "../findings/assess/gate.ts";
import { canonical } from "../pipeline/hash.ts";

const count = z.int().nonnegative();
const hash = z.string().regex(/^[0-9a-f]{16}$/);

/** How rows came to be what they were: what the ledger says last of them. */
export const KNOWN_HOW = ["wrote", "put back", "loaded", "saw", "accepted"] as const;

const table = z.strictObject({
  id: z.string(),
  name: z.string(),
  dateColumn: z.string(),
  /** Training reads it; the others are what it is computed from. */
  isTraining: z.boolean(),
  /** Only this tool is declared to write it. */
  isOurs: z.boolean(),
  volatileColumns: z.array(z.string()),
  /** Column, then its type in the engine's words. */
  columns: z.record(z.string(), z.string()),
  /** Over its declaration as it was in force. */
  declared: hash,
  /** The SQL that fills it, where a file of this repository does. */
  model: z.strictObject({ file: z.string(), hash }).nullable(),
  /** When `ops leak` last tried the same SQL, on how many dates, and what it found; null where it did not. */
  tried: z.strictObject({ at: z.iso.datetime(), dates: count, leaks: count }).nullable(),
  /** Of every date with rows up to the end of the range: date, rows, content, and which of `known` it is from (-1: of none). */
  dates: z.array(z.tuple([DateSchema, count, z.string(), z.int().min(-1)])),
});

const Content = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal("training certificate"),
  tool: z.string(),
  environment: z.string(),
  warehouse: z.string(),
  /** By the clock, before the first row was read. */
  readAt: z.iso.datetime(),
  asOf: z.iso.datetime(),
  range: z.strictObject({ first: DateSchema, last: DateSchema }),
  policy: z.enum(["annotate", "expected"]),
  configHash: z.string(),
  required: z.enum(GATE_REQUIREMENTS),
  training: z.enum(TRAINING_STATES),
  state: z.string(),
  /** Tolerated by the verdict: a date and its tables a line. */
  short: z.array(z.string()),
  /** In force when it was made. */
  waivers: z.array(z.strictObject({ what: z.string(), reason: z.string(), expires: z.iso.date() })),
  /** The number of the last line of the ledger; null where there is no ledger. */
  ledgerPosition: z.number().nullable(),
  known: z.array(z.strictObject({ run: z.string(), how: z.enum(KNOWN_HOW), at: z.string() })),
  tables: z.array(table),
  /** The digest of the newest certificate in the folder of reports; null where there was none. */
  previous: z.string().nullable(),
});

/** `gate --certificate`: what a training run read, date by date, and what was known of it. */
export const CertificateSchema = Content.extend({
  /** SHA-256 over everything else, keys sorted. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
});
export type Certificate = z.infer<typeof CertificateSchema>;
export type CertificateContent = z.infer<typeof Content>;
export type CertifiedTable = Certificate["tables"][number];

export const digestOf = (content: object): string =>
  createHash("sha256").update(canonical(content)).digest("hex");

export const sealed = (content: CertificateContent): Certificate => ({
  ...content,
  digest: digestOf(content),
});

/** What it is called in texts and file names. */
export const idOf = ({ digest }: Pick<Certificate, "digest">): string => `c-${digest.slice(0, 10)}`;

/** A date a line, so that git shows which dates differ between two of them. */
export function certificateText(certificate: Certificate): string {
  const lines = new Map<string, string>();
  const tables = certificate.tables.map((one, at) => {
    const mark = `@dates-${at}@`;
    lines.set(`"${mark}"`, one.dates.map((date) => `\n        ${JSON.stringify(date)}`).join(","));
    return { ...one, dates: mark };
  });
  const text = JSON.stringify({ ...certificate, tables }, null, 2);
  const filled = text.replace(/"@dates-\d+@"/g, (mark) => {
    const dates = lines.get(mark) ?? "";
    return dates === "" ? "[]" : `[${dates}\n      ]`;
  });
  return `${filled}\n`;
}

/** Throws a UserError for what is no certificate, and for one that was changed after it was written. */
export function readCertificate(text: string, file: string): Certificate {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new UserError(`${file} is no JSON, so it is no certificate`, { cause });
  }
  const parsed = CertificateSchema.safeParse(json);
  if (!parsed.success) {
    const [first] = parsed.error.issues;
    const where = first?.path.join(".") ?? "";
    throw new UserError(
      `${file} is no certificate of this version${where === "" ? "" : ` (${where}: ${first?.message})`}; make one with gate --certificate.`,
    );
  }
  const { digest, ...content } = json as Certificate;
  if (digestOf(content) !== digest)
    throw new UserError(
      `${file} was changed after it was written: its content does not have the digest ${digest.slice(0, 10)}. Take the file as it was made.`,
    );
  return parsed.data;
}
