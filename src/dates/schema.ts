import { z } from "zod";
import type { CivilDate } from "./civil-date.ts";

/** A calendar day in what was written and is read again. */
export const DateSchema = z.iso.date().transform((text) => text as CivilDate);
