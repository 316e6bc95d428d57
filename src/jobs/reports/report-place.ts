import { join } from "node:path";
import { UserError } from "../../errors.ts";
import { isReportsFolder, REPORTS_PARTS } from "../../pipeline/schema/report-parts.ts";

/** Where reports go: below the root `out`, in the folder `name`. */
export type ReportPlace = {
  readonly out: string;
  /** The environment; what a CSV is called where the reports are of one. */
  readonly name: string;
};

/** The folder of one place, whether it is there or not. Throws a UserError for a name that no folder can have. */
export function folderOf({ out, name }: ReportPlace): string {
  if (!isReportsFolder(name))
    throw new UserError(
      `"${name}" cannot be the name of a folder of reports; write letters, digits, _ and -, and none of ${REPORTS_PARTS.join(", ")}.`,
    );
  return join(out, name);
}
