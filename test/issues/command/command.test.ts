import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Command, printCommand } from "../../../src/issues/command/command.ts";
import { readCommand } from "../../../src/issues/command/read-command.ts";
import { hostile } from "../../support/hostile.ts";

const understood = (text: string): Command => {
  const read = readCommand(text);
  if (read.status !== "command") throw new Error(`${text}: ${JSON.stringify(read)}`);
  return read.command;
};

describe("the first line of a comment", () => {
  it.each([
    ["/backfill", "/backfill"],
    ["/Backfill  2024-10-23 ,2024-10-22\r\nplease", "/backfill 2024-10-22..2024-10-23"],
    [
      "/backfill 2024-10-22..2024-11-04, 2025-10-21 force",
      "/backfill 2024-10-22..2024-11-04,2025-10-21 force",
    ],
    ["/backfill --force --include-warm-up", "/backfill force include-warm-up"],
    ["/plan phase 4\tinclude-warm-up", "/plan phase 4 include-warm-up"],
    ["/retry \n/backfill force", "/retry"],
    ["/take", "/take"],
    ["/help\u2028/backfill", "/help"],
    ["/ack until 2026-02-15 the source is  down", "/ack until 2026-02-15 the source is down"],
    [
      "/expected 0022500651 until 2026-12-31 withheld by the league",
      "/expected 0022500651 until 2026-12-31 withheld by the league",
    ],
    [
      "/expected Warm-Up UNTIL 2026-12-31 by design of the jobs",
      "/expected warm-up until 2026-12-31 by design of the jobs",
    ],
  ])("%j is %s", (text, canonical) => {
    expect(printCommand(understood(text))).toBe(canonical);
  });

  it.each([
    ["/backfil 2024-10-22", /no \/backfil/, "/backfill 2024-10-22"],
    ["/bcakfill", /no \/bcakfill/, "/backfill"],
    ["/hlep", /no \/hlep/, "/help"],
    ["/backfill fored", /neither dates nor force/, "/backfill force"],
    [
      "/backfill 2024-10-22 include-warmup",
      /neither dates/,
      "/backfill 2024-10-22 include-warm-up",
    ],
    ["/backfill phase4", /neither dates/, "/backfill phase 4"],
    ["/backfill phase 5", /1 to 4/, "/backfill 2024-10-22..2024-11-04"],
    ["/backfill phase", /1 to 4/, "/backfill 2024-10-22..2024-11-04"],
    ["/backfill force force", /said twice/, "/backfill force"],
    ["/backfill 2024-11-04..2024-10-22", /reversed/, "/backfill 2024-10-22..2024-11-04"],
    ["/backfill 2026-02-30", /not a calendar day/, "/backfill 2024-10-22..2024-11-04"],
    ["/backfill 2024-10-22 phase 4", /not both/, "/backfill 2024-10-22"],
    ["/retry now", /nothing more/, "/retry"],
    ["/apply", /followed by the id of a plan/, "/apply p-5f6189f865"],
    ["/apply p-5f6189f865 force", /nothing more/, "/apply p-5f6189f865"],
    ["/apply b-20260126T120000Z-1a2b3c", /id of a plan/, "/apply p-5f6189f865"],
    [
      "/ack 2026-02-15 because of it",
      /until YYYY-MM-DD/,
      "/ack until 2026-02-15 the source is down until then",
    ],
    ["/ack until 2026-02-15", /Say why/, "/ack until 2026-02-15 the source is down until then"],
    ["/ack until 2026-2-5 because of it", /not a calendar day/, "/ack until"],
    ["/expected", /Which game/, "/expected 0022500651"],
    [
      "/expected warmup until 2026-12-31 by design",
      /nor the rule/,
      "/expected warm-up until 2026-12-31 by design",
    ],
    ["/expected everything until 2026-12-31 by design", /nor the rule/, "/expected 0022500651"],
    [`/backfill ${"2024-10-22,".repeat(500)}`, /the limit is 4000/, "/backfill"],
  ])("%j is answered with what was probably meant", (text, why, instead) => {
    const read = readCommand(text);
    expect(read).toMatchObject({ status: "wrong", why: expect.stringMatching(why) });
    expect(read.status === "wrong" && read.instead).toContain(instead);
  });

  it.each([
    ["a sentence", "please /backfill"],
    ["another bot's command", "/deploy production"],
    ["a path", "/etc/passwd"],
    ["a word that goes on", "/backfill;rm -rf ."],
    ["a look-alike letter", "/b\u0430ckfill"],
    ["a full-width slash", "\uff0fbackfill"],
    ["a space before it", " /backfill"],
    ["a mark before it", "\u200b/backfill"],
    ["a quotation", "> /backfill"],
    ["a code span", "`/backfill`"],
    ["a second line", "\n/backfill"],
    ["a comment of HTML", "<!-- -->/backfill"],
    ["nothing", ""],
  ])("is not for us where it is %s", (_, text) => {
    expect(readCommand(text)).toEqual({ status: "none" });
  });

  it("means something else to nobody: what is printed is read again as the same", () => {
    const day = fc
      .date({ min: new Date("2024-01-01"), max: new Date("2027-12-31"), noInvalidDate: true })
      .map((at) => at.toISOString().slice(0, 10));
    const texts = fc.oneof(
      fc
        .tuple(fc.constantFrom("backfill", "plan"), fc.array(day, { maxLength: 5 }))
        .map(([kind, days]) => `/${kind} ${days.join(", ")}`),
      fc.tuple(day, hostile).map(([until, why]) => `/ack until ${until} because ${why}`),
      fc
        .tuple(day, hostile)
        .map(([until, why]) => `/expected 0022500651 until ${until} because ${why}`),
      hostile.map((text) => `/backfill ${text}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const read = readCommand(text);
        if (read.status === "none") throw new Error("it begins with a command");
        if (read.status === "wrong")
          return void expect(readCommand(read.instead).status).toBe("command");
        const printed = printCommand(read.command);
        expect(readCommand(printed)).toEqual(read);
        expect(printed).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
        expect(printed.length).toBeLessThan(4100);
      }),
      { numRuns: 1000 },
    );
  });
});
