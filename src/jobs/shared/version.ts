/** Stands in every report; the tests hold it equal to package.json, which a bundle cannot read. */
export const TOOL_VERSION = "nba-pipeline-ops 0.1.0";
