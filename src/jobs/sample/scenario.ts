import { readFile } from "node:fs/promises";
import { z } from "zod";
import { DateSchema as date } from "../../dates/schema.ts";
import { UserError } from "../../errors.ts";

/** What a scenario takes out of the healthy sample and puts into its schedule; nothing else differs. */
const ScenarioSchema = z.strictObject({
  $comment: z.string(),
  asOf: z.iso.datetime().describe("the instant as of which the scenario is looked at"),
  empty: z.array(z.strictObject({ tables: z.array(z.string()), dates: z.array(date) })),
  phantomGames: z
    .array(
      z.strictObject({
        game_date: date,
        game_id: z.string(),
        season: z.int(),
        season_type: z.string(),
        home_team: z.string(),
        away_team: z.string(),
        game_status: z.string(),
      }),
    )
    .describe("games on the schedule that nobody played: rows without scores"),
});
export type Scenario = z.infer<typeof ScenarioSchema>;

export const SCENARIOS = ["healthy", "incident-2026-01-25"] as const;
export type ScenarioName = (typeof SCENARIOS)[number];

export async function readScenario(name: ScenarioName, root: string): Promise<Scenario> {
  const file = `sample/scenarios/${name}.json`;
  const result = ScenarioSchema.safeParse(await readJson(`${root}/${file}`));
  if (!result.success)
    throw new UserError(`${file} is not a scenario:\n${z.prettifyError(result.error)}`);
  return result.data;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new UserError(`The scenario ${path} cannot be read; run this in the repository's root`, {
      cause,
    });
  }
}
