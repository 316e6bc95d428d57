import type { CivilDate } from "../../../dates/civil-date.ts";
import type { Team } from "../game/teams.ts";

/** The numbers of a line in the order of the columns after the minutes. */
export const STATS = [
  "fieldGoalsMade",
  "fieldGoalsAttempted",
  "threesMade",
  "threesAttempted",
  "freeThrowsMade",
  "freeThrowsAttempted",
  "offensiveRebounds",
  "defensiveRebounds",
  "rebounds",
  "assists",
  "personalFouls",
  "steals",
  "turnovers",
  "blocks",
  "plusMinus",
  "points",
] as const;
export type Stat = (typeof STATS)[number];
export type Stats = Readonly<Record<Stat, number>>;

/** A player who was on court. */
export type Played = {
  /** As printed: "0" and "00" are two. */
  readonly jersey: string;
  readonly name: string;
  /** Of starters only. */
  readonly position: "F" | "C" | "G" | null;
  readonly seconds: number;
  readonly stats: Stats;
};

/** A player of the team's list who was not on court: not with the team, did not play, did not dress. */
export type Absent = {
  readonly jersey: string;
  readonly name: string;
  readonly kind: "NWT" | "DNP" | "DND";
  readonly reason: string | null;
};

/** On neither list; printed by last name. */
export type Inactive = { readonly name: string; readonly reason: string | null };

export type TeamBox = {
  readonly team: Team;
  /** Before this game or after it, as printed; null where the title has no record. */
  readonly wins: number | null;
  readonly losses: number | null;
  readonly played: readonly Played[];
  readonly absent: readonly Absent[];
  readonly inactive: readonly Inactive[];
  /** As printed. Plus-minus is null where the row has none. */
  readonly totals: {
    readonly seconds: number;
    readonly stats: Readonly<Record<Exclude<Stat, "plusMinus">, number>>;
    readonly plusMinus: number | null;
  };
  /** By period, overtimes last. */
  readonly periods: readonly number[];
  readonly pointsInPaint: number | null;
};

export type Header = {
  /** As printed: the day in the arena. */
  readonly date: CivilDate;
  readonly arena: string | null;
  readonly city: string | null;
  /** Null at places without one. */
  readonly state: string | null;
  readonly officials: readonly { readonly number: number; readonly name: string }[];
  /** H:MM. */
  readonly duration: string | null;
  readonly attendance: number | null;
  /** Such as "Sellout". */
  readonly attendanceNote: string | null;
};

/** One game as its gamebook has it, checked: totals, minutes and final score agree with the players' lines. */
export type Gamebook = Header & {
  readonly visitor: TeamBox;
  readonly home: TeamBox;
  readonly overtimes: number;
  readonly technicalFouls: string | null;
  readonly memo: string | null;
  /** What is odd and does not make the numbers wrong, such as a line that is missing. */
  readonly remarks: readonly string[];
};
