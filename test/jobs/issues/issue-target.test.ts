import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { INPUTS } from "../../../actions/plan-backfill/inputs.ts";
import { planRepair } from "../../../actions/plan-backfill/run.ts";
import { RepairSchema } from "../../../src/backfill/run/legs.ts";
import { camel } from "../../../src/commands/case.ts";
import { parseInputs, schemaOf } from "../../../src/commands/inputs.ts";
import { printDateList } from "../../../src/dates/list.ts";
import { describeError, exitCodeOfError } from "../../../src/errors.ts";
import { openIssueReader } from "../../../src/github/issues/target.ts";
import { type IssueTarget, printMarker } from "../../../src/issues/marker.ts";
import { runAction } from "../../support/actions.ts";
import { type GitHub, OWNER, REPO, startGitHub, TOKEN } from "../../support/github/github.ts";
import { pipelineOn } from "../../support/processes.ts";
import { copiedSample, ownFolder } from "../../support/warehouses.ts";

const TARGET: IssueTarget = {
  v: 1,
  environment: "sample",
  phase: "phase4",
  cause: "warm-up",
  tables: ["psza", "tdza"],
  dates: "2024-10-22..2024-10-25,2025-10-21",
  includeWarmUp: true,
};
const BOT = { login: "github-actions[bot]", type: "Bot" };

describe("a repair that is started from an issue", () => {
  let github: GitHub;
  beforeAll(async () => {
    github = await startGitHub();
  });
  afterAll(() => github[Symbol.asyncDispose]());
  beforeEach(() => {
    delete github.faults.replaceTree;
    delete github.faults.before;
  });

  /** An issue of GitHub's emulator, whose users are all people, with an author of our choice and whatever else. */
  async function issue(
    body: string,
    user: object | null = BOT,
    over: object = {},
  ): Promise<string> {
    const at = { owner: "acme", repo: "ops" };
    const { data } = await github.octokit.rest.issues.create({ ...at, title: "Gaps", body });
    github.faults.replaceTree = (path) =>
      path === `issues/${data.number}` ? { ...data, user, ...over } : null;
    return String(data.number);
  }

  const where = (warehouse: string, inputs: Readonly<Record<string, string>>) => ({
    ...{ environment: "sample", pipeline: pipelineOn(warehouse), token: TOKEN },
    ...{ "as-of": "2026-01-26T12:00:00Z", out: join(ownFolder(), "repair"), ...inputs },
  });

  function repairIn(out: string) {
    const file = join(out, "repair.json");
    return existsSync(file) ? RepairSchema.parse(JSON.parse(readFileSync(file, "utf8"))) : null;
  }

  /** The action in a process of its own, as a runner starts it. */
  async function started(inputs: Readonly<Record<string, string>>) {
    const given = where(copiedSample("incident"), inputs);
    const ended = await runAction("actions/plan-backfill/main.ts", given, {
      ...{ GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "acme/ops" },
    });
    return { ...ended, repair: repairIn(given.out) };
  }

  /** What the action does, in this process. */
  async function plan(inputs: Readonly<Record<string, string>>) {
    const given = where(copiedSample("incident"), inputs);
    const repository = { owner: OWNER, repo: REPO, apiUrl: github.url };
    const names = Object.entries(given).map(([name, value]) => [camel(name), value] as const);
    const parsed = parseInputs(schemaOf(INPUTS, "text"), Object.fromEntries(names), (name) => name);
    const ended = await planRepair(parsed, async (token) =>
      openIssueReader({ ...repository, token }),
    ).then(
      ({ outputs }) => ({ outputs, code: 0, said: "" }),
      (error) => ({ outputs: {}, code: exitCodeOfError(error), said: describeError(error) }),
    );
    const outputs: Readonly<Record<string, string>> = ended.outputs;
    return { ...ended, outputs, repair: repairIn(given.out) };
  }

  it("selects the cells of its marker, with the warm-up's override, and says whose it is", async () => {
    const number = await issue(`Some words\n${printMarker(TARGET)}\n`);
    const { repair, outputs, summary, code, stdout } = await started({ issue: `#${number}` });
    expect(code, stdout).toBe(0);
    expect(repair).toMatchObject({ issue: Number(number), plan: { selection: { force: false } } });
    expect(outputs).toMatchObject({ issue: number, dates: "5", cells: "10" });
    expect(new Set(repair?.plan.cells.map(({ table }) => table))).toEqual(
      new Set(["psza", "tdza"]),
    );
    expect(repair?.plan.selection.includeWarmUp).toBe(true);
    expect(printDateList(repair?.plan.selection.dates ?? [])).toBe(TARGET.dates);
    expect(summary).toContain(`Repair of sample for issue #${number}`);
  });

  it("takes dates and tables as narrower ones, and refuses what the issue is not about", async () => {
    const number = await issue(printMarker(TARGET));
    const narrow = await plan({ issue: number, dates: "2024-10-24..2024-11-30", tables: "tdza" });
    expect(narrow.outputs, narrow.said).toMatchObject({ dates: "2", cells: "2" });
    const dates = await plan({ issue: number, dates: "2024-11-01" });
    expect(dates.said).toContain(`none of them is of issue #${number}, which is about 2024-10`);
    const tables = await plan({ issue: number, tables: "pcf" });
    expect(tables.said).toContain("which is about psza,tdza");
    const range = await plan({ issue: number, start: "2024-10-24" });
    expect(range.said).toContain("narrow them with dates");
    expect([dates, tables, range].map(({ code }) => code)).toEqual([2, 2, 2]);
  });

  it("fails the step where the issue is refused, with the exit code and the reason", async () => {
    const number = await issue(printMarker(TARGET), { login: "octocat", type: "User" });
    const { stdout, outputs, repair } = await started({ issue: number });
    expect(stdout).toContain("was not written by github-actions");
    expect(outputs).toEqual({ "exit-code": "2" });
    expect(repair).toBeNull();
  });

  it.each([
    ["a person wrote", { login: "octocat", type: "User" }, {}, "was not written by github-actions"],
    ["a person with our name wrote", { ...BOT, type: "User" }, {}, "was not written by"],
    ["another app wrote", { login: "other[bot]", type: "Bot" }, {}, "was not written by"],
    ["a ghost wrote", null, {}, "was not written by"],
    ["is a pull request", BOT, { pull_request: { url: "x" } }, "is a pull request; name an issue"],
    [
      ...(["was moved to another repository", BOT] as const),
      { repository_url: "https://api.github.com/repos/evil/ops" },
      "was moved to another repository",
    ],
  ])("is refused where it %s, whatever the marker says", async (_, user, over, why) => {
    const number = await issue(printMarker(TARGET), user, over);
    const { said, code, repair } = await plan({ issue: number });
    expect(said).toContain(why);
    expect(code).toBe(2);
    expect(repair).toBeNull();
  });

  it("takes the issues of the app that it is told, and no longer those of the workflow", async () => {
    const number = await issue(printMarker(TARGET), { login: "Our-App[bot]", type: "Bot" });
    const { outputs } = await plan({ issue: number, identity: "our-app[bot]" });
    expect(outputs["cells"]).toBe("10");
    const other = await issue(printMarker(TARGET));
    expect((await plan({ issue: other, identity: "our-app[bot]" })).code).toBe(2);
  });

  it.each([
    ["without a marker", "Words only", "hidden marker is missing or was changed"],
    ["with a marker that was changed", printMarker(TARGET).replace("psza", "p; x"), "marker"],
    [
      ...(["of another environment"] as const),
      printMarker({ ...TARGET, environment: "production" }),
      "is about production, and sample is asked for",
    ],
    [
      ...(["about a table that is gone"] as const),
      printMarker({ ...TARGET, tables: ["gone"] }),
      'There is no table "gone"',
    ],
  ])("is refused for an issue %s", async (_, body, why) => {
    const { said, repair } = await plan({ issue: await issue(body) });
    expect(said).toContain(why);
    expect(repair).toBeNull();
  });

  it.each([
    [404, "check its number, and permissions issues: read"],
    [403, "needs permissions issues: read"],
    [410, "it was deleted"],
  ])("says what to do when GitHub answers %i", async (status, why) => {
    github.faults.before = () => ({ status, message: "no" });
    const { said, code } = await plan({ issue: "17" });
    expect(said).toContain(why);
    expect(code).toBe(2);
  });

  it("asks again where an answer was lost", async () => {
    const number = await issue(printMarker(TARGET));
    let left = 1;
    github.faults.before = () => (left-- > 0 ? { status: 502, message: "Bad Gateway" } : undefined);
    expect((await plan({ issue: number })).outputs["cells"]).toBe("10");
  });
});
