/** What stands where a project's id was. The reports' commands have the same word for it. */
const INSTEAD = "PROJECT";

/** Google's shortest id. What is shorter is a word of something else. */
const SHORTEST = 6;

/** Takes these projects' ids out of a text, wherever they stand alone: in a table's name, an address or an account. */
export function redactor(projects: readonly string[]): (text: string) => string {
  const ids = projects.filter((id) => id.length >= SHORTEST).sort((a, b) => b.length - a.length);
  if (ids.length === 0) return (text) => text;
  const any = ids.map((id) => id.replaceAll(/[^A-Za-z0-9]/g, "\\$&")).join("|");
  const found = new RegExp(`(?<![A-Za-z0-9])(?:${any})(?![A-Za-z0-9])`, "gi");
  return (text) => text.replaceAll(found, INSTEAD);
}
