import type { Estimate } from "../../advice/blocks/minutes.ts";
import { link, quoted } from "./markdown.ts";
import { wording } from "./phrases.ts";

/** Ten digits of a game read as a commit to GitHub; in code they are a game's. */
const ID_LIKE = /\b[0-9a-f]{7,40}\b/gi;

/**
 * A sentence that may carry ids from outside: as it stands where GitHub can make nothing of it, with ids as code, else
 * as inline code as a whole.
 */
export function sentence(text: string): string {
  const parts = text.split(ID_LIKE);
  const ids = text.match(ID_LIKE) ?? [];
  const pieces = parts.join("x").split(/(?<=[.,:;]) /);
  if (pieces.some((piece) => wording(`x ${piece}`) !== `x ${piece}`)) return quoted(text, 600);
  return parts.map((part, at) => part + (at < ids.length ? `\`${ids[at]}\`` : "")).join("");
}

/** A command within a sentence, whatever its file is called. */
export const inline = (line: string): string => quoted(line, 4_000);

/** A section of its own, or the one line of a section that has nothing to say. */
export const section = (title: string, ...body: readonly string[]): string =>
  [`## ${title}`, ...body].join("\n\n");

/** What a reader opens with a click: only the summary is visible before. */
export const folded = (summary: string, ...body: readonly string[]): string =>
  [`<details>\n<summary>${summary}</summary>`, ...body, "</details>"].join("\n\n");

export const nothing = (title: string, says: string): string => `**${title}:** ${says}`;

export const bullets = (items: readonly string[]): string =>
  items.map((item) => `- ${item}`).join("\n");

/** A block of code that its content cannot end. */
export function fence(language: string, text: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const marks = "`".repeat(longest + 1);
  return `${marks}${language}\n${text}\n${marks}`;
}

/** Lines below an item of a numbered list. */
export const indented = (text: string): string =>
  text
    .split("\n")
    .map((line) => (line === "" ? line : `   ${line}`))
    .join("\n");

/** "about 31 minutes (declared)"; a duration that nobody declared is unknown, never zero. */
export function minutesText({ minutes, undeclared }: Estimate): string {
  const missing = undeclared.map(wording).join(", ");
  if (minutes === 0 && undeclared.length === 0) return "no time";
  if (minutes === 0) return `duration unknown (no minutes declared for ${missing})`;
  const amount = minutes < 1 ? "under a minute" : plural(Math.ceil(minutes));
  return undeclared.length === 0
    ? `${minutes < 1 ? "" : "about "}${amount} (declared)`
    : `${amount} plus ${missing} (no minutes declared)`;
}

const plural = (minutes: number): string => `${minutes} ${minutes === 1 ? "minute" : "minutes"}`;

/** The part of an estimate that falls to some of its dates. */
export const partOf = (estimate: Estimate, some: number, all: number): Estimate => ({
  ...estimate,
  minutes: all === 0 ? 0 : (estimate.minutes * some) / all,
});

export const sumOf = (estimates: readonly Estimate[]): Estimate => ({
  minutes: estimates.reduce((sum, { minutes }) => sum + minutes, 0),
  undeclared: [...new Set(estimates.flatMap(({ undeclared }) => undeclared))],
});

/** Files are named from the folder of the reports; a handoff lies in one of its folders. */
export const fileLink = (path: string): string => link(wording(path), `../${path}`);
