import { z } from "zod";
import { COLUMN_NAME, column, TABLE_NAME } from "./atoms.ts";

const expression = z
  .string()
  .min(1)
  .max(2_000)
  .regex(/^[^;@]*$/, "must be one SQL expression, without ; and without parameters");

/** The rows that count, as a condition over the columns that are read. */
export const real = expression.describe(
  "SQL condition; a row for which it is not true is a placeholder, and no row",
);

/** How an environment has a table whose columns differ from the declared ones. Writers use the table itself. */
export const reading = z
  .strictObject({
    table: z
      .string()
      .regex(TABLE_NAME, "must be dataset.table")
      .optional()
      .describe("dataset.table there; name unless given"),
    file: z
      .string()
      .regex(/^[\w./-]+\.sql$/, "must be a file that ends in .sql")
      .optional()
      .describe(
        "one SELECT in the common SQL, such as pipeline/read/production/nbac_schedule.sql, filtered by @first_date and @last_date",
      ),
    columns: z
      .record(COLUMN_NAME, expression)
      .optional()
      .describe("instead of a file: each declared column as an expression over those of the table"),
    where: expression.optional().describe("with columns: which rows are read"),
    also: z
      .array(z.string().regex(TABLE_NAME, "must be dataset.table"))
      .optional()
      .describe(
        "with a file: further tables that it reads, such as one of yours with dates that theirs lacks",
      ),
    real: real.optional(),
    volatileColumns: z.array(column).optional().describe("of the table there"),
  })
  .describe("how this environment reads the table");

export type ReadingConfig = z.infer<typeof reading>;
