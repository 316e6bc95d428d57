import { z } from "zod";
import type { CivilDate } from "../../dates/civil-date.ts";

export const ID = /^[a-z][a-z0-9_]*$/;
export const TABLE_NAME = /^[A-Za-z_][A-Za-z0-9_]*\.[A-Za-z_][A-Za-z0-9_]*$/;
const COLUMN = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const id = z
  .string()
  .regex(ID, "must be lower case letters, digits and _, such as player_game_summary");
export const column = z.string().regex(COLUMN, "must be a column name");
export const COLUMN_NAME = z.string().regex(COLUMN, "must be a column name");
export const reason = z.string().min(8, "must say why, in a sentence");
export const date = z.iso
  .date("must be a calendar day written YYYY-MM-DD")
  .transform((text) => text as CivilDate);

export const PRIORITIES = ["P0", "P1", "P2"] as const;
export const priority = z.enum(PRIORITIES);
export type Priority = z.infer<typeof priority>;
