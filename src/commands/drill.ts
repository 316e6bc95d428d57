import { ENVIRONMENT, JSON_OUTPUT, LOCK_WAIT, PIPELINE } from "./options.ts";
import type { CommandSpec } from "./spec.ts";

/** Practising a repair. */
export const DRILL_COMMANDS = [
  {
    name: "drill",
    summary: "Practise a repair: plant a seeded incident into a copy of the sample",
    options: [
      {
        name: "seed",
        value: "N",
        about: "which incident; the same one each time",
        type: "whole",
        within: [0, 0xffff_ffff],
        refused: "must be a whole number, such as 7",
        needed: true,
      },
      {
        name: "out",
        value: "DIR",
        about: "where the copy goes",
        absent: "out/drill-N",
        type: "line",
      },
      { name: "reveal", about: "also say what was planted, or only that of a drill that is there" },
      ENVIRONMENT,
      PIPELINE,
      LOCK_WAIT,
      JSON_OUTPUT,
    ],
    examples: [
      { does: "an incident to practise on", options: { environment: "sample", seed: "7" } },
      {
        does: "what it was, once you know",
        options: { environment: "sample", seed: "7", reveal: true },
      },
    ],
  },
] as const satisfies readonly CommandSpec[];
