import type { ObserveInput } from "../../src/jobs/observe/observe.ts";
import { SHIPPED } from "./pipeline.ts";
import { day } from "./pipelines/declarations.ts";

/** The whole sample as of the incident's instant. */
export const WHOLE_SAMPLE: ObserveInput = {
  pipeline: SHIPPED,
  environment: "sample",
  range: { first: day("2024-10-22"), last: day("2026-01-25") },
  asOf: new Date("2026-01-26T12:00:00Z"),
  policy: "annotate",
};
