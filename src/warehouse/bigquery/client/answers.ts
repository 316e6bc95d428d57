import { z } from "zod";
import type { Field } from "./values.ts";

/** The parts of BigQuery's answers that are read; an answer without them is a broken one. */
const Reference = z.object({ jobId: z.string() });
const Problem = z.object({ reason: z.string().default(""), message: z.string().default("") });
/** Written as text. What is no number is not said: it never becomes 0. */
const bytes = z
  .union([z.string().regex(/^\d+$/), z.int().nonnegative()])
  .transform(Number)
  .optional()
  .catch(undefined);

const digits = z.union([z.string(), z.int()]).transform(String).optional();

const digitsOrNothing = z
  .union([z.string().regex(/^\d+$/), z.int().nonnegative()])
  .transform(String)
  .optional()
  .catch(undefined);

/** With what a RECORD holds and a NUMERIC is limited to: a table that is made like another has to have them too. */
const PolicyTags = z.object({ names: z.array(z.string()).optional() });
export const RowPoliciesAnswer = z.object({ rowAccessPolicies: z.array(z.unknown()).nullish() });

export const FieldAnswer = z.object({
  name: z.string(),
  type: z.string(),
  mode: z.string().optional(),
  precision: digits,
  scale: digits,
  /** Who lacks its right reads a mask, or nothing. */
  policyTags: PolicyTags.optional(),
  get fields(): z.ZodOptional<z.ZodArray<z.ZodType<Field>>> {
    return z.array(FieldAnswer).optional();
  },
});

export const JobAnswer = z.object({
  jobReference: Reference,
  /** The emulator's load jobs answer without one. */
  status: z.object({ state: z.string(), errorResult: Problem.optional() }).optional(),
  statistics: z
    .object({
      totalBytesProcessed: bytes,
      /** Rows that whoever asks may not see were left out, or values were masked. */
      rowLevelSecurityStatistics: z
        .object({ rowLevelSecurityApplied: z.boolean().optional() })
        .optional(),
      dataMaskingStatistics: z.object({ dataMaskingApplied: z.boolean().optional() }).optional(),
      query: z
        .object({
          totalBytesBilled: bytes,
          referencedTables: z.array(z.unknown()).optional(),
          /** Of a dry run; the emulator leaves it out. */
          schema: z.object({ fields: z.array(FieldAnswer).optional() }).optional(),
        })
        .optional(),
    })
    .optional(),
});
export type JobAnswer = z.infer<typeof JobAnswer>;

export const RowsAnswer = z.object({
  jobReference: Reference,
  jobComplete: z.boolean(),
  schema: z.object({ fields: z.array(FieldAnswer).optional() }).nullish(),
  rows: z.array(z.object({ f: z.array(z.object({ v: z.unknown() })) })).nullish(),
  pageToken: z.string().optional(),
  totalRows: z.coerce.number().optional(),
});

/** Of a dry run, which makes no job: its reference has no id. */
export const DryRunJobAnswer = JobAnswer.omit({ jobReference: true });

/** Of a dry run through jobs.query. */
export const DryRunAnswer = z.object({
  schema: z.object({ fields: z.array(FieldAnswer).optional() }).nullish(),
});

export const PermissionsAnswer = z.object({ permissions: z.array(z.string()).nullish() });

export const TableAnswer = z.object({
  schema: z.object({ fields: z.array(FieldAnswer).optional() }).optional(),
  timePartitioning: z
    .object({
      type: z.string().optional(),
      field: z.string().optional(),
      /** Milliseconds from a partition's day until it is removed; a number as text. */
      expirationMs: z.string().optional(),
      /** Where it stood before it became the table's own. */
      requirePartitionFilter: z.boolean().optional(),
    })
    .optional(),
  clustering: z.object({ fields: z.array(z.string()) }).optional(),
  requirePartitionFilter: z.boolean().optional(),
  /** TABLE, VIEW, EXTERNAL, MATERIALIZED_VIEW or SNAPSHOT. */
  type: z.string().optional(),
  /** Milliseconds since 1970, and counts, as text. What is no number is not said. */
  creationTime: digitsOrNothing,
  lastModifiedTime: digitsOrNothing,
  numRows: digitsOrNothing,
  numBytes: digitsOrNothing,
  /** There while rows that were streamed in stand in no partition yet. */
  streamingBuffer: z.unknown().optional(),
});
export type TableAnswer = z.infer<typeof TableAnswer>;

const ListedTable = z.object({
  tableReference: z.object({ tableId: z.string() }),
  timePartitioning: z.object({ expirationMs: z.string().optional() }).optional(),
});
export type ListedTable = z.infer<typeof ListedTable>;
export const TablesAnswer = z.object({
  tables: z.array(ListedTable).nullish(),
  nextPageToken: z.string().optional(),
});

export const DatasetAnswer = z.object({ location: z.string().optional() });

/** Cancelling, creating and deleting answer with what is not looked at. */
export const Anything = z.unknown();
