import { describe, expect, it } from "vitest";
import { startOps } from "../support/children.ts";
import {
  aPlace,
  at,
  contents,
  newerSeason,
  type Place,
  repaired,
  run,
} from "../support/repair/repairs.ts";

/** Command lines that wait so long for the file. */
const waiting = (place: Place, seconds: number): string[] =>
  at(place).map((word, index, words) => (words[index - 1] === "--lock-wait" ? `${seconds}` : word));

describe("two backfills of one file at once", () => {
  it("run one after the other: the second waits with a message and finds nothing left, one that may not wait gives up", async () => {
    const place = aPlace("incident", newerSeason);
    const words = ["--plan-phase", "1"];
    const first = startOps(["backfill", ...waiting(place, 0), ...words]);
    await first.saw("Repairing ");
    const second = startOps(["backfill", ...waiting(place, 60), ...words]);
    const hasty = startOps(["backfill", ...waiting(place, 0), ...words]);

    expect(await hasty.ended).toMatchObject({ code: 3 });
    expect(hasty.said.stderr).toMatch(
      /sample\.duckdb is still in use by another process after 0 s: .+ \(PID \d+\)\. Let it finish, then run this again/,
    );
    expect(await first.ended).toMatchObject({ code: 0 });
    expect(first.said.stdout).toContain("70 done, proven");
    expect(await second.ended).toMatchObject({ code: 0 });
    expect(second.said.stderr).toMatch(
      /Another process has .*sample\.duckdb open; waiting up to 60 s/,
    );
    expect(second.said.stdout).toContain("Nothing to repair: nothing was changed.");
  });
});

describe("SIGTERM during a backfill", () => {
  it("finishes the statement in hand, says how to resume, ends in 130; the resume ends as a run that was left alone", async () => {
    const alone = aPlace("incident", newerSeason);
    await repaired(alone, ["--plan-phase", "1"]);

    const place = aPlace("incident", newerSeason);
    const words = [
      "backfill",
      ...at(place),
      "--plan-phase",
      "1",
      "--batch-size",
      "2",
      "--canary",
      "0",
    ];
    const { child, said, saw, ended } = startOps(words);
    await saw("Completed ");
    child.kill("SIGTERM");
    expect(await ended).toEqual({ code: 130, signal: null });
    expect(said.stderr).toContain("SIGTERM: finishing the statement in hand");
    const [, id = ""] = /--resume (b-\S+)/.exec(said.stdout) ?? [];
    expect(said.stdout).toMatch(/Resume it with: npm run ops -- backfill .*--resume b-/);
    expect(said.stdout).toMatch(/\d+ done, \d+ pending, not proven/);

    const resumed = await run(["backfill", ...at(place), "--resume", id]);
    expect(resumed.code).toBe(0);
    expect(resumed.out).toContain("70 done, proven");
    expect(await contents(place.file)).toEqual(await contents(alone.file));
  });
});
