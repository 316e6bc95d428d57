import { date } from "./pipeline.readings.js";

/** A calendar day in what was written and is read again. */
const DateSchema = date().transform((text) => text);

export { DateSchema };