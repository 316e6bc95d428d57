import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { UserError } from "../../src/errors.ts";
import { printError, terminalProgress } from "../../src/hosts/terminal.ts";
import type { ProgressEvent } from "../../src/jobs/shared/progress.ts";

/** A stream that is a terminal or is not, and what was written to it. */
function aStream(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 80, rows: 24 });
  const chunks: string[] = [];
  stream.on("data", (chunk) => chunks.push(String(chunk)));
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => chunks.join("") };
}

const EVENTS: readonly ProgressEvent[] = [
  { kind: "start", title: "Reading 2 tables", total: 2 },
  { kind: "step", label: "box_scores", done: 1, total: 2 },
  { kind: "note", message: "UNKNOWN: grades could not be read: \u001b[31mred\u001b[2J error" },
  { kind: "step", label: "grades", done: 2, total: 2 },
  { kind: "end", title: "Reading 2 tables" },
];

describe("progress", () => {
  it("is a plain line an event where there is no terminal", () => {
    const { stream, text } = aStream(false);
    const progress = terminalProgress(stream);
    for (const event of EVENTS) progress(event);
    expect(text()).toBe(
      [
        "Reading 2 tables...",
        "  1/2 box_scores",
        "UNKNOWN: grades could not be read: red error",
        "  2/2 grades",
        "",
      ].join("\n"),
    );
  });

  it("is a bar on a terminal, and a note's own escape codes do not reach it", () => {
    const { stream, text } = aStream(true);
    const progress = terminalProgress(stream);
    for (const event of EVENTS) progress(event);
    expect(text()).toContain("Reading 2 tables");
    expect(text()).toContain("UNKNOWN: grades could not be read: red error\n");
    expect(text()).not.toContain("\u001b[2J error");
  });
});

describe("an error", () => {
  it("is printed in one line without escape codes of its own", () => {
    const { stream, text } = aStream(false);
    printError(new UserError("Bad \u001b[31mname\u001b[0m"), stream);
    expect(text()).toBe("error: Bad name\n");
  });
});
