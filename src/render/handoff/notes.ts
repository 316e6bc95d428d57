const OPEN = "<!-- notes -->";
const CLOSE = "<!-- /notes -->";
const HEADING = "## Notes";
const HOW =
  "Write between the two marker lines: who owns this, what was tried, what was decided. The next handoff keeps the text unchanged.";

const HOW_IN_ISSUES =
  "Write between the two marker lines, which show when the text is edited: what was tried, what was decided. It stays as it is; the rest of the text is written anew.";

/** As earlier versions wrote it: their text is no note either. */
const OLD_HOW =
  "Write between the two marker lines, in any form: who has it, what was tried, what was decided. The next handoff keeps it as it is.";

const HOWS = [HOW, HOW_IN_ISSUES, OLD_HOW];

const WARNING =
  "**The markers around these notes were not in pairs, so everything that may be a note was kept. Delete what is not a note.**";

/** The last section: what people wrote, between markers that stand alone on their lines, and how to add to it. */
export const renderNotes = (notes: string | null, how = HOW): string =>
  [HEADING, how, `${OPEN}\n${notes === null || notes === "" ? "" : `${notes}\n`}${CLOSE}`].join(
    "\n\n",
  );

/** The same of an issue's text. */
export const renderIssueNotes = (notes: string | null): string => renderNotes(notes, HOW_IN_ISSUES);

/**
 * The notes of an earlier handoff: what stands between the outermost markers, with what somebody wrote before or after
 * them in the same section; null where there is nothing. Markers within are part of the notes while they are in pairs.
 * Where they are not, the whole section is kept, or the whole file if that has no such section, without the stray
 * markers and under a warning: rather too much than a note lost.
 */
export function keptNotes(handoff: string): string | null {
  const lines = handoff.split(/\r?\n/);
  const places = lines.flatMap((line, at) => {
    const marker = line.trim();
    return marker === OPEN || marker === CLOSE ? [{ at, opens: marker === OPEN }] : [];
  });
  const [first, last] = [places[0], places.at(-1)];
  const isHeading = (line: string) => line.trim() === HEADING;
  const heading = lines.slice(0, first?.at).findLastIndex(isHeading);
  if (first === undefined || last === undefined)
    return heading === -1 ? null : trimmed(warned(lines.slice(heading + 1)));
  if (!arePaired(places))
    return trimmed(warned(lines.slice(heading === -1 && first.opens ? first.at + 1 : heading + 1)));
  const inside = trimmed(lines.slice(first.at + 1, last.at));
  if (heading === -1) return inside;
  const before = trimmed(
    lines.slice(heading + 1, first.at).filter((line) => !HOWS.includes(line.trim())),
  );
  const parts = [before, inside, trimmed(lines.slice(last.at + 1))].filter((part) => part !== null);
  return parts.length === 0 ? null : parts.join("\n\n");
}

/** Every marker closes one that was opened before it, and nothing stands open at the end. */
function arePaired(places: readonly { readonly opens: boolean }[]): boolean {
  let depth = 0;
  for (const { opens } of places) {
    depth += opens ? 1 : -1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function warned(lines: readonly string[]): string[] {
  const kept = lines.filter((line) => ![OPEN, CLOSE, WARNING, ...HOWS].includes(line.trim()));
  return kept.every((line) => line.trim() === "") ? [] : [WARNING, "", ...kept];
}

/** Empty lines at both ends are nobody's note. */
function trimmed(lines: readonly string[]): string | null {
  const isText = (line: string) => line.trim() !== "";
  const [from, to] = [lines.findIndex(isText), lines.findLastIndex(isText)];
  return from === -1 ? null : lines.slice(from, to + 1).join("\n");
}

/** The notes of the newest handoff and of a dated copy that is about to be replaced: both, once. */
export function joinedNotes(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other;
  if (one.includes(other)) return one;
  return other.includes(one) ? other : `${one}\n\n${other}`;
}
