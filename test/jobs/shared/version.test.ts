import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { TOOL_VERSION } from "../../../src/jobs/shared/version.ts";
import { ROOT } from "../../support/pipeline.ts";

it("the version in every report is the package's", () => {
  const { name, version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(TOOL_VERSION).toBe(`${name} ${version}`);
});
