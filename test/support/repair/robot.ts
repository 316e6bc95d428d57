import { readFileSync } from "node:fs";
import { type Printed, printedIn } from "../printed.ts";
import { broken } from "./promises.ts";
import type { Said } from "./repairs.ts";

/** What came of following handoffs alone. */
export type Practice = {
  /** ready: training may run. cannot: the handoff says what no line of it mends, and who does. loop: it sends in circles. silent: it has nothing to run and does not say why. */
  readonly end: "ready" | "cannot" | "loop" | "silent";
  readonly rounds: number;
  /** Sentences that were not true, and lines that did not run. */
  readonly faults: readonly string[];
  /** The last one that was read. */
  readonly handoff: string;
};

/** More phases than a plan has, each with what it makes stale. */
const MOST_ROUNDS = 10;

/** What keeps training back, and at least one cause with what it takes. */
const SAYS_WHAT_CANNOT =
  /^\d+\. \*\*Pass on what no command can repair\*\* .*Training stays (UN)?BLOCKED: .+\. .+: .+[.`]$/m;

/** What is promised only after a run that is proven. */
const IF_PROVEN = /After exit code 0 of the run: .*?If not, see Troubleshooting\./;

const isTyped = ({ under, text }: Printed): boolean =>
  under[1] === "Quick start" && / -- (validate|plan|backfill|gate) /.test(text);

/**
 * Does what a handoff's quick start says, reads the handoff that comes of it, and goes on: knows nothing but the texts.
 * `type` runs a line; `start` is the first.
 */
export async function followHandoffs(
  start: string,
  type: (line: string) => Promise<Said>,
): Promise<Practice> {
  const faults: string[] = [];
  const seen = new Set<string>();
  let { out, err } = await type(start);
  let handoff = "";
  for (let rounds = 1; ; rounds += 1) {
    const path = /^Handoff: (.*)$/m.exec(out)?.[1];
    const end = (how: Practice["end"]): Practice => ({ end: how, rounds, faults, handoff });
    if (path === undefined) {
      faults.push(`round ${rounds}: no handoff came of it: ${err}`);
      return end("silent");
    }
    handoff = readFileSync(path, "utf8");
    if (/^# Handoff: training (READY|COMPLETE)\b/m.test(handoff)) return end("ready");
    const steps = printedIn(handoff).filter(isTyped);
    const runs = steps.filter(({ text }) => / -- backfill /.test(text));
    if (runs.length === 0) return end(SAYS_WHAT_CANNOT.test(handoff) ? "cannot" : "silent");
    const state = actedOn(handoff);
    if (seen.has(state) || rounds > MOST_ROUNDS) return end("loop");
    seen.add(state);
    let isProven = true;
    for (const { text, says: whole } of steps) {
      const says = isProven ? whole : whole.replace(IF_PROVEN, "");
      const said = await type(text);
      if (text.includes(" -- backfill ")) isProven = said.code === 0;
      faults.push(
        ...broken(`${says} ${text}`, { ...said, wrote: null, rows: [] }).map(
          (fault) => `round ${rounds}: ${text}: ${fault}`,
        ),
      );
      ({ out, err } = said);
    }
  }
}

/** What a reader acts on: all that says what is wrong and what to do. Not what was done, and when. */
const actedOn = (handoff: string): string =>
  handoff.slice(handoff.indexOf("## Quick start"), handoff.indexOf("## Timeline"));
