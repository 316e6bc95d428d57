import { errorMessage } from "../../errors.ts";
import type { Area, Check } from "../../render/summary/doctor.ts";
import { adviceOf } from "../../warehouse/retry.ts";

/**
 * A failed look as a check: what was refused fails, with the error's own remedy; what may heal by itself could not be
 * read, and nothing is known of it.
 */
export function troubleCheck(area: Area, name: string, error: unknown, remedy: string): Check {
  const found = errorMessage(error);
  if (adviceOf(error).kind === "never") return { area, name, status: "fail", found, remedy };
  const again = "Look whether the network reaches it, then run this again.";
  return { area, name, status: "fail", found, remedy: again, unread: true };
}
