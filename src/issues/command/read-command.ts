import { nearest } from "../../commands/nearest.ts";
import { isCivilDate } from "../../dates/civil-date.ts";
import { type DateList, parseDateList } from "../../dates/list.ts";
import { UserError } from "../../errors.ts";
import { COMMAND_HELP, type Command, printCommand, type Scope } from "./command.ts";

export type ReadCommand =
  /** Not for us. */
  | { readonly status: "none" }
  /** For us, and not understood. `instead` is a whole command that would be. */
  | { readonly status: "wrong"; readonly why: string; readonly instead: string }
  | { readonly status: "command"; readonly command: Command };

const EXAMPLES: Readonly<Record<Command["kind"], string>> = {
  backfill: "/backfill 2024-10-22..2024-11-04",
  plan: "/plan 2024-10-22..2024-11-04",
  apply: "/apply p-5f6189f865",
  retry: "/retry",
  approve: "/approve b-20260126T120000Z-1a2b3c",
  stop: "/stop",
  explain: "/explain psza 2025-10-22",
  take: "/take",
  ack: "/ack until 2026-02-15 the source is down until then",
  expected: "/expected 0022500651 until 2026-12-31 the league withholds this game",
  help: "/help",
};

const PLAN = /^p-[0-9a-f]{10}$/;
const KINDS = Object.keys(COMMAND_HELP) as Command["kind"][];
const MAX_LINE = 4000;
const MAX_REASON = 300;
/** As the waivers of pipeline.yaml ask. */
const MIN_REASON = 8;

/** Thrown within this file: `instead` is the corrected command. */
class Wrong extends Error {
  readonly instead: string | undefined;
  constructor(why: string, instead?: string) {
    super(why);
    this.instead = instead;
  }
}

/** Reads the first line of a comment; what follows is for people. */
export function readCommand(body: string): ReadCommand {
  const line = (body.split(/[\n\r\v\f\u0085\u2028\u2029]/, 1)[0] ?? "").toWellFormed();
  const word = /^\/([A-Za-z][A-Za-z-]{1,15})(?=[ \t]|$)/.exec(line)?.[1]?.toLowerCase();
  const kind = word === undefined ? undefined : nearest(word, KINDS);
  if (word === undefined || kind === undefined) return { status: "none" };
  const rest = line.slice(word.length + 1);
  try {
    if (line.length > MAX_LINE)
      throw new Wrong(`The line has ${line.length} characters; the limit is ${MAX_LINE}.`);
    if (word !== kind) throw new Wrong(`There is no /${word}.`, `/${kind}${rest.trimEnd()}`);
    return { status: "command", command: readers[kind](words(rest), kind) };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { status: "wrong", why: error.message, instead: corrected(error.instead, kind) };
  }
}

/** Only what would be understood is proposed. */
const corrected = (line: string | undefined, kind: Command["kind"]): string => {
  if (line === undefined) return EXAMPLES[kind];
  const read = readCommand(line);
  return read.status === "command" ? printCommand(read.command) : EXAMPLES[kind];
};

const words = (text: string): string[] => text.split(/[ \t]+/).filter((word) => word !== "");

type Reader = (given: readonly string[], kind: Command["kind"]) => Command;

const bare: Reader = (given, kind) => {
  if (given.length > 0) throw new Wrong(`/${kind} takes nothing more.`, `/${kind}`);
  return { kind } as Command;
};
const scoped: Reader = (given, kind) => ({ kind, scope: readScope(given, kind) }) as Command;

const readers: Readonly<Record<Command["kind"], Reader>> = {
  backfill: scoped,
  plan: scoped,
  apply: ([plan = "", ...more]) => {
    if (!PLAN.test(plan) || more.length > 0)
      throw new Wrong("It is followed by the id of a plan that /plan showed, and nothing more.");
    return { kind: "apply", plan };
  },
  retry: bare,
  explain: ([table = "", date = "", ...more]) => {
    const id = table.toLowerCase();
    if (!/^[a-z][a-z0-9_]{0,60}$/.test(id))
      throw new Wrong("Which cell? It is followed by a table's id and a date.");
    if (!isCivilDate(date))
      throw new Wrong(
        `"${cut(date)}" is not a calendar day; write YYYY-MM-DD, for example 2026-01-31.`,
      );
    if (more.length > 0)
      throw new Wrong("It takes one table and one date.", `/explain ${id} ${date}`);
    return { kind: "explain", table: id, date };
  },
  approve: ([run = "", plan = null, ...more]) => {
    if (!/^b-[A-Za-z0-9-]{1,80}$/.test(run))
      throw new Wrong("Which repair? It is followed by the id of a held one (b-...).");
    if ((plan !== null && !PLAN.test(plan)) || more.length > 0)
      throw new Wrong(
        "After the repair's id comes nothing, or the id of its plan (p-...).",
        `/approve ${run}`,
      );
    return { kind: "approve", run, plan };
  },
  stop: ([run = null, ...more]) => {
    if (run === null) return { kind: "stop", run };
    if (!/^(?:b-[A-Za-z0-9-]{1,80}|[1-9]\d{0,15})$/.test(run))
      throw new Wrong(
        `"${cut(run)}" is neither a repair's id, such as b-20260126T120000Z-1a2b3c, nor the number of a workflow run.`,
        "/stop",
      );
    if (more.length > 0) throw new Wrong("It takes one run.", `/stop ${run}`);
    return { kind: "stop", run };
  },
  take: bare,
  help: bare,
  ack: (given) => ({ kind: "ack", ...readUntil(given) }),
  expected: ([what, ...given]) => {
    if (what === undefined) throw new Wrong("Which game, or which rule, is expected?");
    if (/^\d{4,20}$/.test(what))
      return { kind: "expected", what: { game: what }, ...readUntil(given) };
    if (what.toLowerCase() === "warm-up")
      return { kind: "expected", what: { rule: "warm-up" }, ...readUntil(given) };
    throw new Wrong(
      `"${cut(what)}" is neither the id of a game, in digits, nor the rule warm-up.`,
      nearest(what.toLowerCase(), ["warm-up"]) && `/expected warm-up ${given.join(" ")}`,
    );
  },
};

const SWITCHES = ["force", "include-warm-up", "phase"] as const;

function readScope(given: readonly string[], kind: Command["kind"]): Scope {
  const dates: string[] = [];
  const seen = new Set<string>();
  let phase: Scope["phase"] = null;
  for (let at = 0; at < given.length; at += 1) {
    const one = given[at] ?? "";
    const plain = one.toLowerCase().replace(/^--/, "");
    const instead = (by: string) => `/${kind} ${given.toSpliced(at, 1, by).join(" ")}`;
    if (/^[\d,]/.test(one)) {
      dates.push(one);
      continue;
    }
    const known = SWITCHES.find((name) => name === plain);
    if (known === undefined) {
      const near = nearest(plain, SWITCHES);
      const phased = /^phase=?([1-4])$/.exec(plain)?.[1];
      const meant = phased === undefined ? near : `phase ${phased}`;
      throw new Wrong(
        `"${cut(one)}" is neither dates nor force, include-warm-up or phase N.`,
        meant && instead(meant),
      );
    }
    if (seen.has(known)) throw new Wrong(`${known} is said twice.`, instead(""));
    seen.add(known);
    if (known !== "phase") continue;
    at += 1;
    const number = given[at] ?? "";
    if (!/^[1-4]$/.test(number)) throw new Wrong("phase is followed by its number, 1 to 4.");
    phase = Number(number) as Scope["phase"];
  }
  if (phase !== null && dates.length > 0)
    throw new Wrong("Give dates or a phase, not both.", `/${kind} ${dates.join(",")}`);
  const [force, includeWarmUp] = [seen.has("force"), seen.has("include-warm-up")];
  return { dates: readDates(dates, kind), phase, force, includeWarmUp };
}

/** Also "2024-10-22, 2024-10-23": a space after a comma is no other date list. */
function readDates(parts: readonly string[], kind: Command["kind"]): DateList | null {
  if (parts.length === 0) return null;
  const text = parts.join(",").replace(/,{2,}/g, ",").replace(/^,|,$/g, "");
  try {
    return parseDateList(text);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const turned = /Did you mean (\S+)\?$/.exec(error.message)?.[1];
    const range = turned?.split("..").toReversed().join("..") ?? "";
    throw new Wrong(cut(error.message, 200), turned && `/${kind} ${text.replace(range, turned)}`);
  }
}

function readUntil([until, day, ...rest]: readonly string[]) {
  if (until?.toLowerCase() !== "until" || day === undefined)
    throw new Wrong("It holds until a date: write until YYYY-MM-DD, and then why.");
  if (!isCivilDate(day))
    throw new Wrong(
      `"${cut(day)}" is not a calendar day; write YYYY-MM-DD, for example 2026-01-31.`,
    );
  const reason = cleanReason(rest.join(" "));
  if (reason.length < MIN_REASON) throw new Wrong("Say why, in a sentence.");
  return { until: day, reason };
}

/** One line without characters that steer a terminal or turn the direction of text. */
const cleanReason = (text: string): string =>
  cut(
    text
      .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}]/gu, "")
      .replace(/\s+/gu, " ")
      .trim(),
    MAX_REASON,
  );

const cut = (text: string, limit = 60): string => {
  // What reads it counts as the language does: a character beyond the first plane is two, and is not cut in half.
  const start = text.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, "");
  return text.length > limit ? `${start}…` : text;
};
