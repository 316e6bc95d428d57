import { trainingTables } from "../../pipeline/rules.ts";
import { type Cell, cellsOfDay, type Grid, isPresent } from "../grid.ts";
import type { HealthRow } from "../health-csv.ts";
import { type DayScore, roundScore } from "../score.ts";
import { reviewedRows } from "./review.ts";

/**
 * The grid as rows of the 20-column CSV. Cells that are not part of the environment count as 0. A grid that was read from
 * a CSV gives back its rows: an unread count stays -1, and only a figure that its own line contradicts is put right.
 */
export function healthRows(grid: Grid, scores: readonly DayScore[]): HealthRow[] {
  if (grid.reported !== undefined) return reviewedRows(grid);
  const required = trainingTables(grid.pipeline, grid.environment);
  return grid.days.map((day, index) => {
    const cells = cellsOfDay(grid, index);
    const from = (id: string, value: (cell: Cell) => number | null): number | null => {
      const cell = cells.get(id);
      if (cell === undefined) return 0;
      return cell.state === "unknown" ? null : (value(cell) ?? 0);
    };
    const rows = (id: string) => from(id, (cell) => cell.rows);
    const games = (id: string) => from(id, (cell) => cell.games);
    const predictions = rows("player_prop_predictions");
    const graded = rows("prediction_grades");
    const measure = (id: string, name: string) => from(id, (cell) => cell.measures[name] ?? 0);
    const score = scores[index]?.value ?? null;
    const done = required.filter(({ id }) => {
      const cell = cells.get(id);
      return cell !== undefined && (isPresent(cell) || (cell.rows ?? 0) > 0);
    });
    return {
      game_date: day.date,
      health_score: score === null ? null : roundScore(score),
      // Nobody knows how many games a day has on which the schedule is silent.
      scheduled_games: day.unlisted === undefined ? day.games.length : null,
      bdl_box_scores: games("bdl_box_scores"),
      nbac_gamebook: games("nbac_gamebook"),
      player_game_summary: rows("player_game_summary"),
      team_defense: rows("team_defense"),
      upcoming_context: rows("upcoming_context"),
      pdc: rows("pdc"),
      psza: rows("psza"),
      pcf: rows("pcf"),
      mlfs: rows("mlfs"),
      tdza: rows("tdza"),
      phase4_completion: { done: done.length, expected: required.length },
      total_predictions: predictions,
      unique_players: measure("player_prop_predictions", "unique_players"),
      unique_systems: measure("player_prop_predictions", "unique_systems"),
      total_graded: graded,
      grading_coverage_pct: percent(graded, predictions, 0),
      win_rate: percent(
        measure("prediction_grades", "wins"),
        measure("prediction_grades", "decided"),
        null,
      ),
    };
  });
}

function percent(
  part: number | null,
  whole: number | null,
  ofNothing: number | null,
): number | null {
  if (part === null || whole === null) return null;
  return whole === 0 ? ofNothing : (part / whole) * 100;
}
