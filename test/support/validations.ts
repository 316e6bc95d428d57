import type { ValidateInput } from "../../src/jobs/validate/validate.ts";
import { ownFolder } from "./warehouses.ts";
import { WHOLE_SAMPLE } from "./whole-sample.ts";

export { WHOLE_SAMPLE } from "./whole-sample.ts";

/** The validation of the whole sample into a folder of the test's own. */
export const aValidation = (over: Partial<ValidateInput> = {}): ValidateInput => ({
  ...WHOLE_SAMPLE,
  out: ownFolder(),
  failOn: "P0",
  toolVersion: "nba-pipeline-ops 0.1.0",
  hostRun: null,
  ...over,
});
