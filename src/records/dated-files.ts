/** Reports that come one by one, a day or a run, and are bundled by month when they are old. */
export const DATED_FOLDERS = ["handoffs", "backfills"] as const;
export type DatedFolder = (typeof DATED_FOLDERS)[number];

/** The date in the name of a dated copy or of a run; null for a name of another kind, which is never bundled. */
export function dateOfName(folder: DatedFolder, name: string): string | null {
  const found =
    folder === "handoffs"
      ? /^HANDOFF-(\d{4})-(\d{2})-(\d{2})-[\w.-]+\.md$/.exec(name)
      : /^b-(\d{4})(\d{2})(\d{2})T\d{6}Z-/.exec(name);
  return found === null ? null : found.slice(1, 4).join("-");
}

const BUNDLE = /^(\d{4}-\d{2})(?:-(\d{1,4}))?\.md$/;

/** The month of a bundle and which of its parts it is, from 1; null for another file. */
export function bundleOfName(name: string): { month: string; part: number } | null {
  const [, month, part = "1"] = BUNDLE.exec(name) ?? [];
  return month === undefined ? null : { month, part: Number(part) };
}

export const bundleName = (month: string, part: number): string =>
  part === 1 ? `${month}.md` : `${month}-${part}.md`;

/** The names in a folder that are bundles of this month, in the order of their parts. */
export const bundlesOf = (month: string, names: readonly string[]): string[] =>
  names
    .flatMap((name) => {
      const found = bundleOfName(name);
      return found?.month === month ? [{ name, part: found.part }] : [];
    })
    .sort((a, b) => a.part - b.part)
    .map(({ name }) => name);
