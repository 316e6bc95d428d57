import { validateAgain } from "../../advice/blocks/target.ts";
import { fence, fileLink, nothing, section } from "../text/handoff-text.ts";
import { latenessText } from "../text/lateness.ts";
import { quoted, table } from "../text/markdown.ts";
import type { HandoffData } from "./data/data.ts";

export function renderFiles({ context, provenance }: HandoffData): string {
  const log =
    provenance.runUrl === null ? [] : [["the run's page, with its log", provenance.runUrl]];
  const rows = [
    ...context.files.map(({ path, about }) => [fileLink(path), about]),
    ...log.map(([about = "", url = ""]) => [url, about]),
  ];
  return rows.length === 0
    ? nothing("Files", "none were written beside this one.")
    : section("Files", table(["file", "what it is"], rows));
}

export function renderProduced({ assessment, provenance, target, context }: HandoffData): string {
  const { grid } = assessment;
  const { runId, configHash, warehouse, toolVersion, runUrl } = provenance;
  const exact = {
    ...target,
    options: {
      ...target.options,
      start: grid.range.first,
      end: grid.range.last,
      "as-of": grid.asOf.toISOString().replace(".000Z", "Z"),
      policy: grid.policy,
    },
  };
  return section(
    "How this was produced",
    "From one reading of the tables, by rules, without a person. The same reading gives the same text:",
    fence("sh", validateAgain(exact, context)),
    table(
      ["what", "value"],
      [
        ["run", quoted(runId)],
        [target.csv === null ? "warehouse" : "source", quoted(warehouse)],
        ["configuration", quoted(configHash)],
        ["tool", quoted(toolVersion)],
        ...(target.csv === null
          ? [["scheduled runs start late by", latenessText(context.lateness)]]
          : []),
        ...(runUrl === null ? [] : [["workflow run", runUrl]]),
      ],
    ),
  );
}
