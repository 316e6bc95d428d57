import type { TableConfig } from "./schema.ts";

/** The first and last date that a statement asks for, as SQL: parameters, or dates written out. */
export type Bounds = { readonly first: string; readonly last: string };

/** The bounds of a statement over `@first_date` to `@last_date`. */
export const ASKED: Bounds = { first: "@first_date", last: "@last_date" };

/** What stands after FROM where rows of a table are read. Every statement that reads a table gets it here. */
export function tableSource({ name }: Pick<TableConfig, "name">, _bounds: Bounds = ASKED): string {
  return `\`${name}\``;
}
