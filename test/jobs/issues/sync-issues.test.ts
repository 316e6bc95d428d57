import { describe, expect, it } from "vitest";
import type { CauseRun, CauseRuns } from "../../../src/issues/cause-runs.ts";
import { readMarker } from "../../../src/issues/marker.ts";
import { newState, printState, readState, withState } from "../../../src/issues/state.ts";
import { type SyncRequest, syncIssues } from "../../../src/jobs/issues/sync-issues.ts";
import { aLook, aRun } from "../../support/github/cause-runs.ts";
import { type MemoryTracker, memoryTracker } from "../../support/github/trackers.ts";
import { day } from "../../support/pipelines/declarations.ts";

const sync = (tracker: MemoryTracker, file: CauseRuns, over: Partial<SyncRequest> = {}) =>
  syncIssues(
    { file, known: [], today: day("2026-01-26"), maxNew: 10, proven: null, dryRun: false, ...over },
    tracker,
  );

/** Looks one after the other, each of a run of its own. */
async function looks(tracker: MemoryTracker, ...files: readonly (readonly CauseRun[])[]) {
  let result = await sync(tracker, aLook([]));
  for (const [at, runs] of files.entries())
    result = await sync(tracker, aLook(runs, { run: `look-${at}-${tracker.writes()}` }));
  return result;
}

const states = ({ issues }: MemoryTracker) =>
  issues.map(({ number, isOpen, closedAs, body }) => [
    number,
    isOpen ? "open" : closedAs,
    readMarker(body)?.dates,
  ]);

const saidOn = ({ said }: MemoryTracker, number: number): string =>
  (said.get(number) ?? []).map(({ body }) => body).join("\n");

const A = aRun("2025-11-01..2025-11-05");
const B = aRun("2025-11-10..2025-11-12");

describe("a look that is older than another", () => {
  const at = (hour: number) => `2026-01-26T${hour}:00:00.000Z`;
  const lookAt = (hour: number, runs: readonly CauseRun[], over: Partial<CauseRuns> = {}) =>
    aLook(runs, { run: `run-${hour}`, lookedAt: at(hour), ...over });

  it("changes nothing that a newer one wrote, and says so", async () => {
    const tracker = memoryTracker();
    await sync(tracker, lookAt(12, [A]));
    expect(readState(tracker.issues[0]?.body ?? "")?.lookedAt).toBe(at(12));
    const before = tracker.writes();
    for (const old of [[], [aRun("2025-11-01..2025-11-09")]]) {
      const { applied, held } = await sync(tracker, lookAt(11, old));
      expect(applied).toEqual([]);
      expect(held).toContainEqual(expect.objectContaining({ issue: 1, why: "older" }));
    }
    expect(tracker.writes()).toBe(before);
  });

  it("opens nothing, and nothing again that a newer one closed", async () => {
    const tracker = memoryTracker();
    const later = aRun("2025-11-10..2025-11-11", { priority: "P2" });
    for (const [hour, runs] of [
      [10, [A]],
      [12, []],
      [13, []],
    ] as const)
      await sync(tracker, lookAt(hour, runs));
    expect(states(tracker)).toEqual([[1, "completed", "2025-11-01..2025-11-05"]]);
    const { applied, held } = await sync(tracker, lookAt(11, [A, B, later]));
    expect(applied).toEqual([]);
    expect(held.map(({ why }) => why)).toEqual(["older", "older", "older"]);
    expect((await sync(tracker, lookAt(14, [A]))).applied).toMatchObject([{ kind: "reopened" }]);
  });

  it("does not write the rolling issue of what can wait", async () => {
    const tracker = memoryTracker();
    const [one, two] = ["2025-11-10..2025-11-11", "2025-11-12..2025-11-12"].map((dates) =>
      aRun(dates, { priority: "P2" }),
    ) as [CauseRun, CauseRun];
    await sync(tracker, lookAt(12, [one]));
    const { applied, held } = await sync(tracker, lookAt(11, [two]));
    expect([applied, held.map(({ why }) => why)]).toEqual([[], ["older"]]);
  });

  it("writes no text for a newer time alone, and the time with the next change", async () => {
    const tracker = memoryTracker();
    await sync(tracker, lookAt(10, [A]));
    const before = tracker.writes();
    expect((await sync(tracker, lookAt(11, [A]))).applied).toEqual([]);
    expect(tracker.writes()).toBe(before);
    await sync(tracker, lookAt(12, [aRun("2025-11-01..2025-11-06")]));
    expect(readState(tracker.issues[0]?.body ?? "")?.lookedAt).toBe(at(12));
  });

  it("is not known of an issue or a look that has no time", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A]));
    await sync(tracker, lookAt(10, []));
    expect(readState(tracker.issues[0]?.body ?? "")).toMatchObject({ clean: 1, lookedAt: at(10) });
  });
});

describe("a schedule that has lost dates", () => {
  it.each([
    ["all", "", ""],
    ["the issue's", "2025-11-06..2025-11-20", "2025-11-06..2025-11-20"],
  ])("closes nothing: %s", async (_, days, read) => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A]));
    const before = tracker.writes();
    const observed = { psza: read, tdza: read, nbac_gamebook: read };
    for (const run of ["run-2", "run-3", "run-4"]) {
      const { applied, held } = await sync(tracker, aLook([], { run, days, observed }));
      expect(applied).toEqual([]);
      expect(held).toMatchObject([{ issue: 1, why: "dateless" }]);
    }
    expect(states(tracker)).toEqual([[1, "open", "2025-11-01..2025-11-05"]]);
    expect(tracker.writes()).toBe(before);
  });

  it("closes an issue that is well but for one date of it that is none any more", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A]));
    const days = "2025-11-01..2025-11-02,2025-11-04..2025-11-20";
    const observed = { psza: days, tdza: days, nbac_gamebook: days };
    for (const run of ["run-2", "run-3"]) await sync(tracker, aLook([], { run, days, observed }));
    expect(states(tracker)).toEqual([[1, "completed", "2025-11-01..2025-11-05"]]);
  });
});

describe("an issue for each cause-run", () => {
  it("is opened with marker, labels and a title to scan, and a second look changes nothing", async () => {
    const tracker = memoryTracker();
    const { applied } = await sync(tracker, aLook([A, B]));
    expect(applied.map(({ kind, title }) => [kind, title])).toEqual([
      [
        "opened",
        "[P0] Phase 4 missing on 5 game dates, 2025-11-01 to 2025-11-05 (the phase alone failed)",
      ],
      [
        "opened",
        "[P0] Phase 4 missing on 3 game dates, 2025-11-10 to 2025-11-12 (the phase alone failed)",
      ],
    ]);
    expect(tracker.issues[0]?.labels).toEqual(["nba-ops", "P0", "phase-4", "env-sample"]);
    expect(readMarker(tracker.issues[0]?.body ?? "")).toMatchObject({
      ...{ environment: "sample", phase: "precompute", cause: "phase-failure" },
      ...{ tables: ["psza", "tdza"], dates: "2025-11-01..2025-11-05", includeWarmUp: false },
    });
    expect(tracker.issues[0]?.body).toContain("-f issue=1");
    const before = tracker.writes();
    expect((await sync(tracker, aLook([A, B]))).applied).toEqual([]);
    expect((await sync(tracker, aLook([A, B], { run: "run-2" }))).applied).toEqual([]);
    expect(tracker.writes()).toBe(before);
  });

  it("is closed by the second look of another run that finds all of it well, and says by which", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A]));
    const well = aLook([], { run: "run-2" });
    expect((await sync(tracker, well)).applied).toMatchObject([{ kind: "updated", number: 1 }]);
    expect(tracker.issues[0]?.body).toContain("**Found well once**");
    expect((await sync(tracker, well)).applied).toEqual([]);
    await sync(tracker, aLook([], { run: "run-3" }));
    expect(states(tracker)).toEqual([[1, "completed", "2025-11-01..2025-11-05"]]);
    expect(saidOn(tracker, 1)).toMatch(/\*\*Closed\*\*.*`run-2`, `run-3`/);
    expect((await sync(tracker, aLook([], { run: "run-4" }))).applied).toEqual([]);
  });

  it("is not closed by two looks with a broken one between", async () => {
    const tracker = memoryTracker();
    await looks(tracker, [A], [], [A], []);
    expect(states(tracker)).toEqual([[1, "open", "2025-11-01..2025-11-05"]]);
    expect(tracker.said.size).toBe(0);
  });

  it("is opened again on a relapse, also where a person closed it while it was broken", async () => {
    const tracker = memoryTracker();
    await looks(tracker, [A], [], [], [A]);
    expect(states(tracker)).toEqual([[1, "open", "2025-11-01..2025-11-05"]]);
    expect(saidOn(tracker, 1)).toContain("Opened again");
    tracker.edit(1, { isOpen: false, closedAs: "completed" });
    await looks(tracker, [A]);
    expect(states(tracker)).toEqual([[1, "open", "2025-11-01..2025-11-05"]]);
  });

  it("is closed at once where a repair that touched it was verified, and only if nothing of it is broken", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A, B]));
    const proven = { run: "b-1", cells: new Set(["psza 2025-11-02", "psza 2025-11-10"]) };
    await sync(tracker, aLook([B], { run: "run-2" }), { proven });
    expect(states(tracker)).toEqual([
      [1, "completed", "2025-11-01..2025-11-05"],
      [2, "open", "2025-11-10..2025-11-12"],
    ]);
    expect(saidOn(tracker, 1)).toContain("repair `b-1` was verified");
  });

  it("says once that it grew, shrank, and has another cause or priority", async () => {
    const tracker = memoryTracker();
    await looks(tracker, [A], [aRun("2025-11-01..2025-11-07")], [aRun("2025-11-02..2025-11-06")]);
    const other = { cause: "cascade", causeTitle: "cascade from an upstream" } as const;
    await looks(tracker, [aRun("2025-11-02..2025-11-06", { ...other, priority: "P1" })]);
    expect(states(tracker)).toEqual([[1, "open", "2025-11-02..2025-11-06"]]);
    const said = saidOn(tracker, 1);
    expect(said).toContain("**It has grown** by 2 game dates: 2025-11-06 and 2025-11-07.");
    expect(said).toContain("**It has shrunk** by 2 game dates");
    expect(said).toContain("**The cause is another one**: cascade, before phase-failure.");
    expect(said).toContain("**The priority is P1**, before P0.");
    expect(tracker.issues[0]?.labels).toContain("P1");
    expect(tracker.issues[0]?.labels).not.toContain("P0");
    expect(tracker.said.get(1)).toHaveLength(3);
  });

  it("says a change again when it comes again later", async () => {
    const tracker = memoryTracker();
    const grown = aRun("2025-11-01..2025-11-07");
    await looks(tracker, [A], [grown], [A], [grown]);
    expect(saidOn(tracker, 1).match(/has grown/g)).toHaveLength(2);
  });
});

describe("runs that part and meet", () => {
  const left = aRun("2025-11-01..2025-11-02");
  const right = aRun("2025-11-04..2025-11-07");
  const whole = aRun("2025-11-01..2025-11-07");

  it("split: the issue keeps the larger part, the other opens, and both say so", async () => {
    const tracker = memoryTracker();
    await looks(tracker, [whole], [left, right]);
    expect(states(tracker)).toEqual([
      [1, "open", "2025-11-04..2025-11-07"],
      [2, "open", "2025-11-01..2025-11-02"],
    ]);
    expect(saidOn(tracker, 1)).toContain("**It has split**: the rest goes on as #2.");
    expect(saidOn(tracker, 2)).toContain("Split from #1");
    expect((await sync(tracker, aLook([left, right]))).applied).toEqual([]);
  });

  it("merge: one goes on, the other is closed as not planned and names it", async () => {
    const tracker = memoryTracker();
    await looks(tracker, [left, right], [whole]);
    expect(states(tracker)).toEqual([
      [1, "not_planned", "2025-11-01..2025-11-02"],
      [2, "open", "2025-11-01..2025-11-07"],
    ]);
    expect(saidOn(tracker, 1)).toContain("goes on as #2");
    expect(saidOn(tracker, 2)).toContain("**Merged into this one**: #1.");
    expect((await sync(tracker, aLook([whole]))).applied).toEqual([]);
    await looks(tracker, [left, right]);
    expect(states(tracker)).toEqual([
      [1, "open", "2025-11-01..2025-11-02"],
      [2, "open", "2025-11-04..2025-11-07"],
    ]);
  });

  it("keep apart where two causes share the same dates of one subject", async () => {
    const tracker = memoryTracker();
    const stale = aRun("2025-11-01..2025-11-05", { cause: "upstream-changed", kinds: ["stale"] });
    await looks(tracker, [A, stale], [stale, A]);
    expect(states(tracker)).toHaveLength(2);
    expect(tracker.said.size).toBe(0);
  });

  it("of another environment or subject do not touch each other", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A]));
    await sync(tracker, aLook([A], { environment: "production" }));
    const raw = { phase: "raw", subject: "nbac_gamebook", tables: ["nbac_gamebook"] };
    await sync(tracker, aLook([A, aRun("2025-11-01..2025-11-05", raw)]));
    await sync(tracker, aLook([], { environment: "production", run: "p2" }));
    await sync(tracker, aLook([], { environment: "production", run: "p3" }));
    expect(tracker.issues.map(({ isOpen }) => isOpen)).toEqual([true, false, true]);
  });
});

describe("what was not seen", () => {
  it("closes nothing: a table that could not be read freezes its issues, for every later look too", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A]));
    const before = tracker.writes();
    const blind = aLook([]).observed;
    for (const run of ["run-2", "run-3", "run-4"]) {
      const observed = { ...blind, tdza: "2025-11-06..2025-11-20" };
      const result = await sync(tracker, aLook([], { run, observed }));
      expect(result.held).toMatchObject([{ issue: 1, why: "unread" }]);
    }
    expect(tracker.writes()).toBe(before);
  });

  it("opens nothing on its dates: a finding that overlaps a frozen issue is held", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A]));
    const before = tracker.writes();
    const observed = { ...aLook([]).observed, tdza: "2025-11-06..2025-11-20" };
    const part = aRun("2025-11-03..2025-11-06", { priority: "P1", tables: ["psza"] });
    const { held } = await sync(tracker, aLook([part], { run: "run-2", observed }));
    expect(held.map(({ why }) => why)).toEqual(["unread", "frozen"]);
    expect(tracker.writes()).toBe(before);
  });

  it("of a narrower run leaves everything beyond it alone", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A, B]));
    const narrow = {
      range: { first: day("2025-11-04"), last: day("2025-11-12") },
      days: "2025-11-04..2025-11-12",
      observed: { psza: "2025-11-04..2025-11-12", tdza: "2025-11-04..2025-11-12" },
    };
    const cut = aRun("2025-11-04..2025-11-05");
    for (const run of ["n1", "n2"]) await sync(tracker, aLook([cut], { run, ...narrow }));
    expect(states(tracker)).toEqual([
      [1, "open", "2025-11-01..2025-11-05"],
      [2, "completed", "2025-11-10..2025-11-12"],
    ]);
    expect(tracker.said.get(1)).toBeUndefined();
  });

  it("does not close what is broken and no finding names", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A]));
    const broken = { ...aLook([]).broken, tdza: "2025-11-03" };
    for (const run of ["a", "b"]) {
      const { held, applied } = await sync(tracker, aLook([], { run, broken }));
      expect([held.map(({ why }) => why), applied]).toEqual([["unclaimed"], []]);
    }
  });

  it("closes what is watched no longer, by the same two looks", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A]));
    for (const run of ["a", "b"]) await sync(tracker, aLook([], { run, observed: {}, broken: {} }));
    expect(states(tracker)[0]?.[1]).toBe("completed");
  });
});

describe("what people do on an issue", () => {
  it("stays: their notes, their labels, their assignees; the rest of the text is written anew", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A]));
    const text = "Asked the operators, @octocat knows.\n\n| a | table |\n| - | - |";
    const body = (tracker.issues[0]?.body ?? "")
      .replace("<!-- notes -->\n", `<!-- notes -->\n${text}\n`)
      .replace("## Dates", "## Data");
    const labels = [...(tracker.issues[0]?.labels ?? []), "mine"];
    tracker.edit(1, { body, labels, assignees: ["octocat"], title: "Other words" });
    await sync(tracker, aLook([A], { run: "run-2" }));
    const after = tracker.issues[0];
    expect(after?.body).toContain(`<!-- notes -->\n${text}\n<!-- /notes -->`);
    expect(after?.body).toContain("## Dates");
    expect(after?.labels).toContain("mine");
    expect(after?.title).toContain("[P0] Phase 4 missing");
    expect((await sync(tracker, aLook([A], { run: "run-3" }))).applied).toEqual([]);
  });

  it("while a run goes through the others stays too: notes, labels, an acknowledgement", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A]));
    const ack = { by: "octocat", until: "2026-02-15", reason: "the source is down" };
    const meanwhile = (): MemoryTracker => ({
      ...tracker,
      list: async () => {
        const listed = [...tracker.issues];
        const { body = "", labels = [] } = tracker.issues[0] ?? {};
        const noted = body.replace("<!-- notes -->\n", "<!-- notes -->\nAsked wendy.\n");
        tracker.edit(1, {
          body: withState(noted, { ...newState("precompute"), ack }),
          labels: [...labels, "mine", "acknowledged"],
        });
        return listed;
      },
    });
    const stays = () => {
      const [issue] = tracker.issues;
      expect(issue?.body).toContain("<!-- notes -->\nAsked wendy.\n");
      expect(issue?.labels).toEqual(expect.arrayContaining(["mine", "acknowledged"]));
      expect(readState(issue?.body ?? "")?.ack).toEqual(ack);
    };
    await sync(meanwhile(), aLook([aRun("2025-11-01..2025-11-07")], { run: "run-2" }));
    stays();
    expect(tracker.issues[0]?.title).toContain("2025-11-07");
    await sync(tracker, aLook([], { run: "run-3" }));
    stays();
  });

  it("on an issue that is just opened stays", async () => {
    const memory = memoryTracker();
    const create: MemoryTracker["create"] = async (draft, isIt) => {
      const made = await memory.create(draft, isIt);
      memory.edit(1, { body: made.body.replace("notes -->\n", "notes -->\nMine.\n") });
      return made;
    };
    await sync({ ...memory, create }, aLook([A]));
    expect(memory.issues[0]?.body).toContain("<!-- notes -->\nMine.\n");
  });

  it("that takes the hidden lines out has it left alone, and said", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A]));
    const body = (tracker.issues[0]?.body ?? "").replace('"v":1', '"v":7');
    tracker.edit(1, { body });
    const { held } = await sync(tracker, aLook([], { run: "run-2" }));
    expect(held).toMatchObject([{ issue: 1, why: "unreadable" }]);
    expect(tracker.issues[0]?.body).toBe(body);
  });

  it("an acknowledgement shows with its label, and ends with its day and a word", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([A]));
    const ack = { by: "octocat", until: "2026-01-27", reason: "known @all #3" };
    const body = withState(tracker.issues[0]?.body ?? "", { ...newState("precompute"), ack });
    tracker.edit(1, { body });
    await sync(tracker, aLook([A], { run: "run-2" }), { today: day("2026-01-27") });
    expect(tracker.issues[0]?.labels).toContain("acknowledged");
    expect(tracker.issues[0]?.body).toContain(
      "**Acknowledged** by `octocat` through 2026-01-27: `known @all #3`",
    );
    await sync(tracker, aLook([A], { run: "run-3" }), { today: day("2026-01-28") });
    expect(tracker.issues[0]?.labels).not.toContain("acknowledged");
    expect(readState(tracker.issues[0]?.body ?? "")?.ack).toBeNull();
    expect(saidOn(tracker, 1)).toContain("ended with 2026-01-27");
  });

  it("an issue without a marker is nobody's to keep here", async () => {
    const tracker = memoryTracker();
    await tracker.create({ title: "Other", body: "By another workflow.", labels: [] }, () => false);
    await looks(tracker, [], []);
    expect(tracker.issues[0]?.isOpen).toBe(true);
  });
});

describe("what can wait", () => {
  const minor = (dates: string) => aRun(dates, { priority: "P2", kinds: ["phase-partial"] });
  const C = minor("2025-11-15..2025-11-16");

  it("has one rolling issue an environment, written anew, closed when nothing is left and opened again", async () => {
    const tracker = memoryTracker();
    await looks(tracker, [C, minor("2025-11-18..2025-11-18")], [C]);
    expect(tracker.issues).toHaveLength(1);
    expect(tracker.issues[0]).toMatchObject({ title: "[P2] What can wait: 1 finding" });
    expect(tracker.issues[0]?.body).toContain("2025-11-15..2025-11-16 (2)");
    await looks(tracker, [], []);
    expect(states(tracker)).toEqual([[1, "completed", "2025-11-15..2025-11-16"]]);
    await looks(tracker, [C]);
    expect(tracker.issues).toHaveLength(1);
    expect(tracker.issues[0]?.isOpen).toBe(true);
  });

  it("has one rolling issue: another one that is open is closed as not planned, and names the first", async () => {
    const tracker = memoryTracker();
    await sync(tracker, aLook([C]));
    const { title = "", body = "", labels = [] } = tracker.issues[0] ?? {};
    await tracker.create({ title, body, labels }, () => false);
    const { held } = await sync(tracker, aLook([C], { run: "run-2" }));
    expect(held).toEqual([]);
    expect(states(tracker).map(([, how]) => how)).toEqual(["open", "not_planned"]);
    expect(saidOn(tracker, 2)).toContain("goes on as #1");
    expect((await sync(tracker, aLook([C], { run: "run-3" }))).applied).toEqual([]);
  });

  it("goes on in its issue where it had one while it was urgent", async () => {
    const tracker = memoryTracker();
    await looks(tracker, [A], [minor("2025-11-01..2025-11-05")]);
    expect(tracker.issues).toHaveLength(1);
    expect(tracker.issues[0]?.title).toContain("[P2] Phase 4 there only in part");
  });

  it("also names what the limit of new issues left out, until they have their own", async () => {
    const tracker = memoryTracker();
    const first = await sync(tracker, aLook([A, B]), { maxNew: 1 });
    expect(first.held).toMatchObject([{ why: "limit" }]);
    expect(tracker.issues.map(({ title }) => title)).toEqual([
      expect.stringContaining("2025-11-01 to 2025-11-05"),
      "[P2] What can wait: 0 findings, and 1 without an issue yet",
    ]);
    await sync(tracker, aLook([A, B], { run: "run-2" }), { maxNew: 1 });
    expect(tracker.issues).toHaveLength(3);
    expect(tracker.issues[2]?.title).toContain("2025-11-10 to 2025-11-12");
  });
});

describe("a dry run", () => {
  it("says what it would do and writes nothing", async () => {
    const tracker = memoryTracker();
    const { applied } = await sync(tracker, aLook([A, B]), { dryRun: true });
    expect(applied.map(({ kind, number }) => [kind, number])).toEqual([
      ["opened", null],
      ["opened", null],
    ]);
    expect(tracker.writes()).toBe(0);
  });
});

it("the state that is written is the one that is read", () => {
  expect(readState(printState(newState("precompute")))).toEqual(newState("precompute"));
});
