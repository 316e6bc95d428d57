import { altered, type Declaration } from "../support/pipeline.ts";

/** The games of which the sample has no player lines, under the ids that the replica has. */
const WITHOUT_LINES = [
  ...["20250415_ATL_ORL", "20250415_MEM_GSW", "20250416_DAL_SAC", "20250416_MIA_CHI"],
  ...["20250418_DAL_MEM", "20250418_MIA_ATL", "20251216_SAS_NYK"],
];

/** The shipped pipeline with the environment `replica`: the operators' tables in this file, read as production's are. */
export const replicaPipeline = (
  path: string,
  change: (declaration: Declaration) => void = () => undefined,
): string =>
  altered((declaration) => {
    declaration["environments"].replica = {
      engine: "duckdb",
      path,
      like: "production",
      asOf: "2026-01-26T12:00:00Z",
      destructive: true,
    };
    declaration["waivers"].push({
      games: WITHOUT_LINES,
      tables: [
        ...["bdl_box_scores", "nbac_gamebook", "player_game_summary", "team_defense"],
        "prediction_grades",
      ],
      environments: ["replica"],
      reason: "The sample's source logs have no player lines for these games.",
      expires: "2029-12-31",
    });
    change(declaration);
  });
