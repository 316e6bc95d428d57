import type { z } from "zod";
import { refuse } from "./refusal.ts";

/** The JSON of an answer in its declared shape, or a refusal that says what it is instead. */
export function parseAnswer<S extends z.ZodType>(bytes: Uint8Array, schema: S): z.infer<S> {
  const text = new TextDecoder().decode(bytes).trim();
  if (text === "") return refuse("it is empty");
  if (text.startsWith("<")) return refuse("it is a page of HTML or XML and not JSON");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    return refuse(`it is not JSON, or cut off after ${text.length} characters`, cause);
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return refuse(`${issue?.path.join(".") || "it"}: ${issue?.message}`);
}
