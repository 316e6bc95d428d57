import { ENVIRONMENT, JSON_OUTPUT, LOCK_WAIT, OUT, PIPELINE } from "./options.ts";
import { WAREHOUSE } from "./sets.ts";
import type { CommandSpec } from "./spec.ts";

/** What a model was trained on. */
export const CERTIFICATE_COMMANDS = [
  {
    name: "certificate check",
    summary:
      "Say what has changed since a training certificate was made, cell by cell, and whether the model is still sound",
    argument: { name: "FILE", about: "a certificate, as `gate --certificate` wrote it" },
    options: [...WAREHOUSE, LOCK_WAIT, JSON_OUTPUT],
    examples: [
      {
        does: "of the last model",
        argument: "out/certificate.json",
        options: { environment: "sample" },
      },
    ],
  },
  {
    name: "leak",
    summary:
      "Show that no row of a table knows its own day: run its model with another future, and with only what it is declared to read",
    argument: { name: "TABLE", about: "the table's id" },
    options: [
      ENVIRONMENT,
      PIPELINE,
      {
        name: "dates",
        value: "LIST",
        about: "only these dates, such as 2025-10-28,2025-11-03, instead of a sample of all",
        type: "dateList",
      },
      {
        name: "sample",
        value: "DATES",
        about: "how many dates to try, spread over all",
        type: "whole",
        within: [1, 4000],
        default: "10",
      },
      {
        ...OUT,
        about: "the root of the reports: what was tried is noted there, for the next certificate",
      },
      LOCK_WAIT,
      JSON_OUTPUT,
    ],
    examples: [
      { does: "the feature store", argument: "mlfs", options: { environment: "sample" } },
      {
        does: "every date of the first two seasons",
        argument: "psza",
        options: { environment: "sample", sample: "400" },
      },
    ],
  },
] as const satisfies readonly CommandSpec[];
