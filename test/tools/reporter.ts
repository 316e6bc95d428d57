import type { Reporter, TestModule, Vitest } from "vitest/node";

/** Says when the tool suites were left out, and fails a run that promised to skip none of them. */
export class ToolSuitesReporter implements Reporter {
  #vitest: Vitest | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const ran = this.#vitest?.projects.map((project) => project.name) ?? [];
    if (!ran.includes("tools"))
      console.log(
        "The suites that need Go-built tools were left out; npm run tools && npm run test:tools runs them.",
      );
    if (process.env["REQUIRE_TOOLS"] !== "1") return;
    const skipped = modules.flatMap((module) => [...module.children.allTests("skipped")]);
    for (const test of skipped)
      console.error(`Skipped in spite of REQUIRE_TOOLS=1: ${test.fullName}`);
    if (skipped.length > 0) process.exitCode = 1;
  }
}
