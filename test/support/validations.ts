import type { ObserveInput } from "../../src/jobs/observe.ts";
import type { ValidateInput } from "../../src/jobs/validate.ts";
import { day } from "./declarations.ts";
import { SHIPPED } from "./pipeline.ts";
import { ownFolder } from "./warehouses.ts";

/** The whole sample as of the incident's instant. */
export const WHOLE_SAMPLE: ObserveInput = {
  pipeline: SHIPPED,
  environment: "sample",
  range: { first: day("2024-10-22"), last: day("2026-01-25") },
  asOf: new Date("2026-01-26T12:00:00Z"),
  policy: "annotate",
};

/** Its validation into a folder of the test's own. */
export const aValidation = (over: Partial<ValidateInput> = {}): ValidateInput => ({
  ...WHOLE_SAMPLE,
  out: ownFolder(),
  failOn: "P0",
  toolVersion: "nba-pipeline-ops 0.1.0",
  hostRun: null,
  ...over,
});
