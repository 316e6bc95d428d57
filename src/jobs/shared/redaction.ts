import { redactor } from "../../pipeline/redact.ts";
import { cleanFiles } from "./files.ts";
import type { Variables } from "./open.ts";

export type Redaction = {
  readonly redact: boolean;
  readonly pipeline: string;
  readonly project?: string | undefined;
  /** The variables of the process, which may name one. */
  readonly env: Variables;
};

/** What a host hides: the words, and how a text is cleaned of them. */
type Hide = (words: readonly string[], clean: (text: string) => string) => void;

/**
 * On request, from here on no report that this process writes names a project, the given one or a declared one; `hide`
 * has the host do the same with all that it says. repair.json stays as it is: its hash is of every character.
 */
export async function hideProjects(
  { redact, pipeline, project, env }: Redaction,
  hide: Hide,
): Promise<void> {
  if (!redact) return;
  const named = [project, env["GOOGLE_CLOUD_PROJECT"]];
  const given = named.flatMap((one) => (one ? [one] : []));
  // Before the declaration is read: that may fail, and what it then says is to be clean too.
  hide(given, redactor(given));
  const { loadPipeline } = await import("./open.ts");
  const { environments } = await loadPipeline(pipeline);
  const declared = Object.values(environments).flatMap((one) => one.project ?? []);
  const words = [...new Set([...given, ...declared])];
  const clean = redactor(words);
  hide(words, clean);
  cleanFiles(clean);
}
