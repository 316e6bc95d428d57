import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { printCommand } from "../../../src/issues/command/command.ts";
import { ProposalSchema } from "../../../src/issues/command/proposal.ts";
import { readCommand } from "../../../src/issues/command/read-command.ts";
import { newState, printState } from "../../../src/issues/state.ts";
import { readProposal } from "../../../src/jobs/issues/command-files.ts";
import { ownFolder } from "../../support/warehouses.ts";

const read = (text: string) => {
  const one = readCommand(text);
  if (one.status !== "command" || !("reason" in one.command)) throw new Error("No command.");
  return { ...one.command, printed: printCommand(one.command) };
};

describe("a proposal from one job to the other", () => {
  it("fits into the file at its longest: 400 dates, 100 tables, a reason of 300 characters", async () => {
    const { reason, printed } = read(
      `/expected warm-up until 2026-12-31 ${'\u{1f3c0}" \\ '.repeat(200)}`,
    );
    const dates = Array.from({ length: 400 }, (_, n) =>
      new Date(Date.UTC(2024, 9, 22 + n)).toISOString().slice(0, 10),
    );
    const proposal = {
      ...{ v: 1, issue: 999_999_999, comment: Number.MAX_SAFE_INTEGER, by: "x".repeat(39) },
      command: printed,
      branch: "waiver/issue-999999999-warm-up-2026-12-31",
      waiver: {
        ...{ dates, reason, expires: "2026-12-31", environments: ["x".repeat(41)] },
        tables: Array.from({ length: 100 }, (_, n) => `${"t".repeat(58)}${100 + n}`),
      },
    };
    const text = JSON.stringify(ProposalSchema.parse(proposal));
    expect(text.length).toBeGreaterThan(10_000);
    const file = join(ownFolder(), "proposal.json");
    writeFileSync(file, text);
    expect(await readProposal(file)).toEqual(proposal);
  });

  it("has a bound, and is refused where it is not there or is something else", async () => {
    const folder = ownFolder();
    const take = (text: string) => {
      writeFileSync(join(folder, "proposal.json"), text);
      return readProposal(join(folder, "proposal.json"));
    };
    await expect(take("x".repeat(40_001))).rejects.toThrow(/40001 characters; .* 40000 at most/);
    await expect(take("{}\n{}")).rejects.toThrow(/proposal.json is not what run-command writes/);
    await expect(readProposal(join(folder, "none"))).rejects.toThrow(/none is not there/);
  });
});

it("a reason of letters that count twice fits into an issue's notes", () => {
  const { reason, until } = read(`/ack until 2026-02-15 ${"\u{1f3c0}".repeat(400)}`);
  expect(reason.length).toBeLessThanOrEqual(300);
  expect(reason.isWellFormed()).toBe(true);
  const ack = { by: "wendy", until, reason };
  expect(() => printState({ ...newState("raw"), ack })).not.toThrow();
});
