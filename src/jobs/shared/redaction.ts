import { hideProjectsIn } from "../../pipeline/redact.ts";
import type { Variables } from "./open.ts";

export type Redaction = {
  readonly redact: boolean;
  readonly pipeline: string;
  readonly project?: string | undefined;
  /** The variables of the process, which may name one. */
  readonly env: Variables;
};

/**
 * On request, from here on nothing that this work says or writes names a project, the given one or a declared one; `mask`
 * has the host's log hide the words too. repair.json stays as it is: its hash is of every character.
 */
export async function hideProjects(
  { redact, pipeline, project, env }: Redaction,
  mask: (word: string) => void,
): Promise<void> {
  if (!redact) return;
  const hide = (words: readonly string[]) => {
    words.forEach(mask);
    hideProjectsIn(words);
  };
  const given = [project, env["GOOGLE_CLOUD_PROJECT"]].flatMap((one) => (one ? [one] : []));
  // Before the declaration is read: that may fail, and what it then says is to be clean too.
  hide(given);
  const { loadPipeline } = await import("./open.ts");
  const { environments } = await loadPipeline(pipeline);
  const declared = Object.values(environments).flatMap((one) => one.project ?? []);
  hide([...new Set([...given, ...declared])]);
}
