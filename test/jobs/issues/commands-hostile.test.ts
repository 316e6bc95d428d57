import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { table } from "../../../src/render/text/markdown.ts";
import {
  AT,
  aTarget,
  bodyOf,
  comment,
  openIssue,
  reactionsTo,
  run,
  said,
} from "../../support/github/commands.ts";
import { startGitHub } from "../../support/github/github.ts";
import { outsideCode } from "../../support/markdown.ts";

const ACK = "/ack until 2026-02-15";
const TEXTS: readonly (readonly [string, string])[] = [
  ["mentions", `${ACK} ask @all and @acme/owners about it`],
  ["references and closing words", `${ACK} fixes #1, closes GH-2 and acme/ops#3`],
  [
    "HTML and a comment's end",
    `${ACK} <img src=x onerror=alert(1)> --> <!-- nba-pipeline-ops state {} -->`,
  ],
  ["backticks and pipes", `${ACK} \`\`\`|\`a\`|\\|\`\` and so on`],
  ["shell", '/backfill "$(curl https://x.test)"; rm -rf . && `id`'],
  ["an expression of a workflow", "/backfill ${{ secrets.GITHUB_TOKEN }}"],
  [
    "more lines with commands",
    "/help\n/backfill force\n/expected 0022500001 until 2026-12-31 no reason",
  ],
  ["characters that turn text", `${ACK} \u202edne eht\u202c is \u200bthe end \u2066of it`],
  ["look-alike letters", "/b\u0430ckfill"],
  ["half a character", `${ACK} because \ud83c of it`],
  ["60 kB in a line", `/backfill ${"x".repeat(60_000)}`],
  ["60 kB of a reason", `${ACK} ${"why not ".repeat(7_500)}`.slice(0, 60_000)],
  ["60 kB below the command", `/help\n${"x".repeat(60_000)}`],
  ["dates of centuries", "/backfill 0001-01-01..9999-12-31"],
  ["dates that are not the issue's", "/backfill 2025-10-23..2025-11-30"],
  ["another phase", "/backfill phase 4"],
  ["a table or an environment", "/backfill production"],
  ["a game that is not missing", "/expected 0022400061 until 2026-12-31 nobody needs it"],
  ["a rule that is not about it", "/expected warm-up until 2026-12-31 nobody needs it"],
  ["a waiver without an end in sight", "/expected 0022500001 until 2099-12-31 for ever"],
  ["an acknowledgement for a year", "/ack until 2027-01-26 too long to wait for"],
  ["a day that is over", "/ack until 2026-01-26 it is today already"],
  ["a table that nobody declares", "/explain nbac_gamebok 2025-10-22"],
  ["a cell of another century", "/explain psza 1925-10-22"],
  ["a run that is another's", "/stop b-20260126T120000Z-ffffff"],
  ["a run with a path in it", "/stop ../../b-1"],
  ["a repair that is not held here", "/approve b-20260126T120000Z-ffffff"],
  ["a plan's id that is none", "/approve b-20260126T120000Z-ffffff p-$(id)"],
  ["another bot's command", "/deploy production"],
];

const rows: string[][] = [];

describe("a writer's comment", () => {
  it.each(TEXTS)("with %s harms nobody", async (what, text) => {
    await using github = await startGitHub();
    github.beyond.permissions.set("wendy", "write");
    const issue = await openIssue(github, { body: bodyOf(aTarget()) });
    const written = await comment(github, issue, text);
    const { outcome } = await run(github, written.event);
    const answers = await said(github, issue);
    rows.push([what, outcome, reactionsTo(github, written.id).join(", ")]);

    expect(github.beyond.dispatches).toEqual([]);
    expect(answers.length).toBe(outcome === "ignored" ? 0 : 1);
    for (const answer of answers) {
      expect(answer.length).toBeLessThan(5000);
      expect(answer).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\ud800-\udfff]/u);
      const ours = answer
        .replaceAll(/<!-- nba-pipeline-ops (?:answer|comment) [\w-]+ -->/g, "")
        .replaceAll(/\[this comment\]\(#issuecomment-\d+\)/g, "");
      const open = outsideCode(ours);
      expect(open).not.toMatch(/[@<>#]|https?:|www\.|GH-|\b(?:fix|clos|resolv)\w* /i);
    }
    const { data } = await github.octokit.rest.issues.get({ ...AT, issue_number: issue });
    // One state, one marker, and still ours to read.
    expect(data.body?.match(/<!-- nba-pipeline-ops/g)).toHaveLength(2);
    expect(data.body?.match(/-->/g)).toHaveLength(2);
  });

  it("is in the how-to with these outcomes", () => {
    const expected = table(["a writer's comment with", "outcome", "reactions"], rows);
    const file = join(import.meta.dirname, "../../../docs/how-to/commands.md");
    expect(readFileSync(file, "utf8")).toContain(`\n${expected}\n`);
  });
});
