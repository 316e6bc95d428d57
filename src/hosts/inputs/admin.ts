import { z } from "zod";
import { ValidateInputs } from "./inputs.ts";

export const DoctorInputs = ValidateInputs.pick({
  environment: true,
  pipeline: true,
  project: true,
  lockWait: true,
});

export const InitInputs = DoctorInputs.extend({ dryRun: z.boolean().default(false) });
