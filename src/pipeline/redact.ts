import { AsyncLocalStorage } from "node:async_hooks";

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

const hiding = new AsyncLocalStorage<{ clean: (text: string) => string }>();

/** Does `work`, which may say at any time what is to be hidden from then on. */
export const mayHide = <T>(work: () => Promise<T>): Promise<T> =>
  hiding.run({ clean: (text) => text }, work);

/** From here on nothing that this work says or writes names one of these projects. */
export function hideProjectsIn(projects: readonly string[]): void {
  const store = hiding.getStore();
  if (store === undefined) throw new Error("Nothing is hidden outside of mayHide.");
  store.clean = redactor(projects);
}

/** A text as it may be said or written by the work at hand. */
export const redacted = (text: string): string => hiding.getStore()?.clean(text) ?? text;
