import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { codeownersCheck } from "../../../src/jobs/doctor/codeowners.ts";
import { ROOT } from "../../support/pipeline.ts";
import { ownFolder } from "../../support/warehouses.ts";

const ALL = ["/.github/", "/actions/", "/src/", "/build.ts", "/package-lock.json", "/pipeline/"];

/** What the doctor says of a repository of acme with this file. */
function checked(text: string, place = ".github/CODEOWNERS") {
  const root = ownFolder();
  mkdirSync(dirname(join(root, place)), { recursive: true });
  writeFileSync(join(root, place), text);
  return codeownersCheck(root, "acme");
}
const lines = (paths: readonly string[], owner = "@acme/data") =>
  paths.map((path) => `${path} ${owner}`).join("\n");

describe("code owners", () => {
  it("are missing where no file is", async () => {
    expect(await codeownersCheck(ownFolder(), "acme")).toMatchObject({
      status: "warn",
      found: expect.stringMatching(/^there is no CODEOWNERS file/),
    });
  });

  it.each([
    ["each folder", lines(ALL)],
    ["everything", "* @acme/data"],
    ["a person", lines(ALL, "@octocat")],
    ["an address", lines(ALL, "ops@example.com")],
    ["another case", lines(ALL, "@ACME/data")],
    ["a comment beside it", `${lines(ALL)} # the team`],
  ])("are right with %s", async (_, text) => {
    expect(await checked(text)).toMatchObject({ status: "pass" });
    expect(await checked(text, "docs/CODEOWNERS")).toMatchObject({ status: "pass" });
  });

  it.each([
    ["a folder left out", lines(ALL.filter((path) => path !== "/src/")), "gives no owner to src/"],
    [
      "only the bundles of the actions",
      lines(ALL).replace("/actions/", "/actions/*/dist/"),
      "actions/",
    ],
    ["an owner taken away again", `${lines(ALL)}\n/pipeline/`, "gives no owner to pipeline/"],
    ["no line at all", "# nothing yet\n", "gives no owner to .github/, actions/, src/"],
    ["another organization's team", lines(ALL, "@umbrella/data"), "names @umbrella/data"],
  ])("are warned of with %s", async (_, text, says) => {
    expect(await checked(text)).toMatchObject({
      status: "warn",
      found: expect.stringContaining(says),
      remedy: expect.stringContaining("@acme/data"),
    });
  });

  it("of this repository cover what runs with rights, and name nobody before somebody puts a team there", async () => {
    expect(await codeownersCheck(ROOT, "acme")).toMatchObject({ status: "pass" });
    expect(await codeownersCheck(ROOT, "you")).toMatchObject({
      status: "warn",
      found: expect.stringContaining("@acme/data-platform"),
    });
  });
});
