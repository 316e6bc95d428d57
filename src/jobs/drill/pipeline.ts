import { parseDocument } from "yaml";
import type { Setting } from "../../drill/facts.ts";

/** The pipeline's text as it watches a drill: the copy in place of the sample, and the seasons that the drill declares. */
export function drillPipeline(
  text: string,
  environment: string,
  warehouse: string,
  { pipeline, asOf }: Setting,
): string {
  const document = parseDocument(text);
  document.setIn(["environments", environment, "path"], warehouse);
  document.setIn(["environments", environment, "asOf"], asOf.toISOString().replace(".000Z", "Z"));
  for (const [at, { closes }] of pipeline.seasons.entries())
    document.setIn(["seasons", at, "closes"], closes);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}
