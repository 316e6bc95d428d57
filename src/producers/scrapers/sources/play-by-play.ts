import { z } from "zod";
import type { Row } from "../../../warehouse/warehouse.ts";
import { checkScore, type ScheduledGame } from "../game/game.ts";
import { parseAnswer } from "../game/json.ts";
import { refuse } from "../game/refusal.ts";
import { checkTimes } from "./play-times.ts";
import { distanceFt, isOnCourt, zoneOf } from "./shot-zones.ts";

const Action = z.looseObject({
  actionNumber: z.int(),
  actionType: z.string(),
  subType: z.string().optional(),
  clock: z.string().regex(/^PT\d+M\d+(\.\d+)?S$/, "is no clock such as PT11M42.00S"),
  period: z.int().positive(),
  personId: z.int(),
  teamTricode: z.string().optional(),
  isFieldGoal: z.union([z.literal(0), z.literal(1)]),
  shotResult: z.enum(["Made", "Missed"]).optional(),
  xLegacy: z.number().nullable(),
  yLegacy: z.number().nullable(),
  scoreHome: z.string().regex(/^\d+$/),
  scoreAway: z.string().regex(/^\d+$/),
});
type Action = z.infer<typeof Action>;
const PlayByPlay = z.looseObject({
  game: z.looseObject({ gameId: z.string(), actions: z.array(Action) }),
});

/** What a player's shots and free throws add up to. */
export type ShotLine = {
  fgm: number;
  fga: number;
  fg3m: number;
  fg3a: number;
  ftm: number;
  points: number;
};

export type Shots = {
  /** Every field goal, as nba_raw.nbac_play_by_play_shots has it, with the place and the margin besides. */
  readonly rows: readonly Row[];
  readonly lines: ReadonlyMap<number, ShotLine>;
};

/** The ids of teams, under which a heave at the end of a period is nobody's attempt. */
const isPlayer = (id: number): boolean => id > 0 && id < 1_610_612_000;

/** Reads one game's play-by-play, or refuses it with the difference. Nothing of a refused game is used. */
export function parsePlayByPlay(bytes: Uint8Array, game: ScheduledGame): Shots {
  const { gameId, actions } = parseAnswer(bytes, PlayByPlay).game;
  if (gameId !== game.id) refuse(`it is of game ${gameId}, and ${game.id} was asked for`);
  const last = actions.findLast(({ actionType }) => actionType === "game");
  if (last?.subType !== "end") refuse("the game is not over in it");
  const numbers = new Set(actions.map(({ actionNumber }) => actionNumber));
  if (numbers.size !== actions.length)
    refuse(`${actions.length - numbers.size} of its actions are there twice`);
  checkTimes(actions);
  const lines = linesOf(actions, game);
  const [home, away] = [Number(last?.scoreHome), Number(last?.scoreAway)];
  checkPoints(actions, game, { home, away });
  checkScore(game, home, away, "its plays");
  const shots = actions
    .filter((one) => one.isFieldGoal === 1 && isPlayer(one.personId))
    .map((one) => shotOf(one, game));
  if (shots.length === 0) refuse("it has no field goal");
  return { rows: numbered(shots), lines };
}

function shotOf(action: Action, game: ScheduledGame) {
  const { actionNumber, xLegacy: x, yLegacy: y, teamTricode: team = "", shotResult } = action;
  if (x === null || y === null || shotResult === undefined)
    return refuse(`the shot ${actionNumber} has no place, or no result`);
  if (!isOnCourt({ x, y }))
    return refuse(`the shot ${actionNumber} is from ${x}, ${y}: outside the court`);
  const isHome = team === game.home;
  const isThree = action.actionType === "3pt";
  const made = shotResult === "Made";
  const [home, away] = [Number(action.scoreHome), Number(action.scoreAway)];
  const ahead = isHome ? home - away : away - home;
  return {
    game_date: game.date,
    game_id: game.id,
    player_id: action.personId,
    team_abbr: team,
    opponent_abbr: isHome ? game.away : game.home,
    period: action.period,
    seconds_left: secondsLeft(action.clock),
    zone: zoneOf({ x, y }, isThree),
    distance_ft: distanceFt({ x, y }),
    is_three: isThree,
    made,
    modelled: false,
    /** Points that the shooter's team was ahead before the shot. */
    score_margin: ahead - (made ? pointsOf(action) : 0),
    x_legacy: x,
    y_legacy: y,
    action_number: actionNumber,
  };
}

/** Counts a player's attempts in the order that the recorded shots have, so that the keys are the same. */
function numbered(shots: readonly ReturnType<typeof shotOf>[]): Row[] {
  const sorted = [...shots].sort(
    (a, b) =>
      a.player_id - b.player_id ||
      a.period - b.period ||
      b.seconds_left - a.seconds_left ||
      (a.zone < b.zone ? -1 : a.zone > b.zone ? 1 : 0) ||
      a.distance_ft - b.distance_ft ||
      Number(a.made) - Number(b.made),
  );
  const counts = new Map<number, number>();
  return sorted.map((shot) => {
    const n = (counts.get(shot.player_id) ?? 0) + 1;
    counts.set(shot.player_id, n);
    return { ...shot, shot_number: n };
  });
}

function linesOf(actions: readonly Action[], game: ScheduledGame): Map<number, ShotLine> {
  const lines = new Map<number, ShotLine>();
  for (const action of actions) {
    const points = pointsOf(action);
    if (points === 0) continue;
    if (action.teamTricode !== game.home && action.teamTricode !== game.away)
      refuse(
        `action ${action.actionNumber} is of ${action.teamTricode ?? "no team"}; the game is ${game.away}@${game.home}`,
      );
    if (!isPlayer(action.personId)) continue;
    const line = lines.get(action.personId) ?? {
      fgm: 0,
      fga: 0,
      fg3m: 0,
      fg3a: 0,
      ftm: 0,
      points: 0,
    };
    const made = action.shotResult === "Made" ? 1 : 0;
    line.points += made * points;
    if (points === 1) line.ftm += made;
    else {
      line.fga += 1;
      line.fgm += made;
      line.fg3a += points === 3 ? 1 : 0;
      line.fg3m += points === 3 ? made : 0;
    }
    lines.set(action.personId, line);
  }
  return lines;
}

/** What an attempt is worth; 0 for what is none. */
function pointsOf({ actionType, isFieldGoal }: Action): number {
  if (actionType === "freethrow") return 1;
  if (isFieldGoal === 0) return 0;
  if (actionType === "2pt") return 2;
  return actionType === "3pt" ? 3 : refuse(`a field goal of the kind "${actionType}" is unknown`);
}

function checkPoints(
  actions: readonly Action[],
  { home, away }: ScheduledGame,
  score: { readonly home: number; readonly away: number },
): void {
  const sumOf = (team: string) =>
    actions
      .filter((one) => one.teamTricode === team && one.shotResult === "Made")
      .reduce((sum, one) => sum + pointsOf(one), 0);
  const sums = { home: sumOf(home), away: sumOf(away) };
  if (sums.home !== score.home || sums.away !== score.away)
    refuse(
      `its baskets make ${away} ${sums.away}, ${home} ${sums.home}, and its last score is ${away} ${score.away}, ${home} ${score.home}`,
    );
}

const secondsLeft = (clock: string): number => {
  const [, minutes = "", seconds = ""] = /^PT(\d+)M(\d+)/.exec(clock) ?? [];
  return Number(minutes) * 60 + Number(seconds);
};

/** A player's line as the box score has it; attempts and makes are null where they were derived and not observed. */
export type BoxLine = {
  readonly player: number;
  readonly points: number;
  readonly shooting: Pick<ShotLine, "fgm" | "fga" | "fg3m" | "fg3a"> | null;
};

/** Refuses shots that do not add up to the box score; the message has the first three differences. */
export function checkBoxScore({ lines }: Shots, box: readonly BoxLine[]): void {
  if (box.length === 0) return;
  const none: ShotLine = { fgm: 0, fga: 0, fg3m: 0, fg3a: 0, ftm: 0, points: 0 };
  const differences = box.flatMap(({ player, points, shooting }) => {
    const own = lines.get(player) ?? none;
    const wanted: Partial<ShotLine> = { points, ...shooting };
    return Object.entries(wanted).flatMap(([key, value]) =>
      own[key as keyof ShotLine] === value
        ? []
        : [`player ${player} has ${key} ${own[key as keyof ShotLine]} here and ${value} there`],
    );
  });
  const known = new Set(box.map(({ player }) => player));
  for (const [player, { points }] of lines)
    if (!known.has(player)) differences.push(`player ${player} has ${points} points, and no line`);
  if (differences.length > 0)
    refuse(
      `it differs from the box score in ${differences.length} numbers: ${differences.slice(0, 3).join("; ")}`,
    );
}
