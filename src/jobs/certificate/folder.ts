import { join } from "node:path";
import { type Certificate, readCertificate } from "../../certificate/record.ts";
import { UserError } from "../../errors.ts";
import { folderOf, type ReportPlace } from "../reports/report-place.ts";
import { namesIn, readIfThere } from "../shared/files.ts";

/** Beside the certificates, and none itself: what `ops leak` tried. */
export const TRIED = "leaks.json";

export const certificatesOf = (place: ReportPlace): string => join(folderOf(place), "certificates");

/** A certificate of the folder of reports, and its file there. A file that is none, or was changed, says why. */
export type Kept = { readonly file: string } & (
  | { readonly certificate: Certificate }
  | { readonly error: string }
);

/** The certificates of an environment, oldest first. */
export async function certificatesIn(place: ReportPlace): Promise<Kept[]> {
  const folder = certificatesOf(place);
  const kept: Kept[] = [];
  for (const name of (await namesIn(folder))
    .filter((one) => one.endsWith(".json") && one !== TRIED)
    .sort()) {
    const file = join(folder, name);
    try {
      kept.push({ file, certificate: readCertificate((await readIfThere(file)) ?? "", file) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      kept.push({ file, error: error.message });
    }
  }
  const at = (one: Kept) => ("certificate" in one ? one.certificate.readAt : "");
  return kept.sort((a, b) => (at(a) < at(b) ? -1 : 1));
}

/** The digest of the newest one, which the next one carries on; null where there is none. */
export async function newestDigest(place: ReportPlace): Promise<string | null> {
  const newest = (await certificatesIn(place)).findLast((one) => "certificate" in one);
  return newest !== undefined && "certificate" in newest ? newest.certificate.digest : null;
}
