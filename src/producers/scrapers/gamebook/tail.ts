import { refuse } from "../game/refusal.ts";
import { type Team, teamCalled } from "../game/teams.ts";
import type { Inactive, TeamBox } from "./gamebook.ts";
import { isUnknownHeading, quoted, type TailLabel, tailLabel, tolerated } from "./lines.ts";

type TeamTail = Pick<TeamBox, "inactive" | "periods" | "pointsInPaint">;
export type Tail = {
  readonly visitor: TeamTail;
  readonly home: TeamTail;
  readonly overtimes: number;
  readonly technicalFouls: string | null;
  readonly memo: string | null;
};
/** Null: a section that nobody here knows. */
type Label = TailLabel | null;
type Section = { readonly label: Label; readonly lines: readonly string[] };

/** Reads what follows the two tables. Only the score by periods must be understood; the rest is remarked on. */
export function readTail(
  lines: readonly string[],
  visitor: Team,
  home: Team,
  remarks: string[],
): Tail {
  const sections = sectionsOf(lines);
  const textOf = (label: TailLabel): string | null => {
    const own = sections.filter((section) => section.label === label);
    const text = own.map((section) => section.lines.join(" ").slice(label.length)).join(" ");
    return text.replace(/^[\s:-]+/, "").trim() || null;
  };
  const [ofVisitor, ofHome] = scoreByPeriods(lines, [visitor, home]);
  const inactive = inactiveOf(sections, [visitor, home], remarks);
  const paint = textOf("Points in the Paint");
  const pointsOf = (team: Team) => pointsInPaint(paint, team, remarks);
  return {
    visitor: { inactive: inactive(visitor), periods: ofVisitor, pointsInPaint: pointsOf(visitor) },
    home: { inactive: inactive(home), periods: ofHome, pointsInPaint: pointsOf(home) },
    overtimes: ofVisitor.length - QUARTERS,
    technicalFouls: textOf("Technical fouls"),
    memo: textOf("Memo"),
  };
}

function sectionsOf(lines: readonly string[]): Section[] {
  const sections: { label: Label; lines: string[] }[] = [];
  for (const line of lines) {
    const last = sections.at(-1);
    const label = tailLabel(line);
    // What a reason in parentheses says on its next line is no heading.
    if (label !== undefined) sections.push({ label, lines: [line] });
    else if (isUnknownHeading(line) && isClosed(last?.lines.join(" ") ?? ""))
      sections.push({ label: null, lines: [line] });
    else last?.lines.push(line);
  }
  return sections;
}

const isClosed = (text: string): boolean => text.split("(").length === text.split(")").length;

const QUARTERS = 4;
/** "SCORE BY PERIODS", "SCORE BY PERIOD" and "PERIODS", whatever their case. */
const TITLE = /^(?:Score by )?Periods?:? /i;
const PERIODS = /^1 2 3 4((?: (?:\d?OT\d?|[5-9]|1\d))*) (?:Final|Total)$/i;

/** Points a period of both teams. Throws where they do not add up to the final column. */
function scoreByPeriods(lines: readonly string[], teams: readonly [Team, Team]) {
  const at = lines.findIndex((line) => TITLE.test(line));
  if (at < 0) refuse("it has no score by periods: it is an early version, or not whole");
  const title = lines[at] as string;
  const found = PERIODS.exec(title.replace(TITLE, ""));
  if (found === null) refuse(`the periods ${quoted(title)} are not four quarters and overtimes`);
  const count = QUARTERS + (found[1] ?? "").split(" ").filter((part) => part !== "").length;
  const rows = lines.slice(at + 1);
  return [periodsOf(rows, teams[0], count), periodsOf(rows, teams[1], count)] as const;
}

/** From the first line that is a team and numbers alone: "Magic 20 31 19 28 98". */
function periodsOf(rows: readonly string[], team: Team, count: number): number[] {
  const row = rows
    .map((line) => /^(.+?)((?: \d+)+)$/.exec(line) ?? [])
    .find(([, name = ""]) => teamCalled(name)?.code === team.code);
  if (row === undefined) refuse(`it has no score by periods of ${team.name}`);
  const values = (row[2] ?? "").trim().split(" ").map(Number);
  if (values.length !== count + 1)
    refuse(`the score by periods of ${team.name} is ${quoted(row[0] ?? "")}`);
  const [final, ...others] = values.toReversed() as [number, ...number[]];
  const sum = others.reduce((total, points) => total + points, 0);
  if (sum !== final)
    refuse(`the periods of ${team.name} add up to ${sum}, and its final score is ${final}`);
  return others.toReversed();
}

/** By team. Both may stand in one line; a team without a line has none, and that is remarked on. */
function inactiveOf(sections: readonly Section[], teams: readonly Team[], remarks: string[]) {
  const lists = sections
    .filter(({ label }) => label === "Inactive:")
    .flatMap(({ lines }) => lines.join(" ").split(/ ?Inactive: ?/i))
    .filter((text) => text !== "");
  const byTeam = new Map<string, Inactive[]>();
  const add = (list: string) => {
    const [, name = "", players = ""] = /^(.+?) -(?: (.*))?$/.exec(list) ?? [];
    const team = teams.find(({ code }) => code === teamCalled(name)?.code);
    if (team === undefined) refuse(`the inactive players ${quoted(list)} are of neither team`);
    byTeam.set(team.code, [...(byTeam.get(team.code) ?? []), ...playersOf(players)]);
  };
  for (const list of lists) tolerated(remarks, () => add(list), undefined);
  return ({ code, name }: Team): Inactive[] => {
    if (!byTeam.has(code)) remarks.push(`no inactive players of ${name} are named`);
    return byTeam.get(code) ?? [];
  };
}

function playersOf(list: string): Inactive[] {
  const text = list.trim().replace(/\.$/, "");
  if (text === "" || /^none$/i.test(text)) return [];
  return splitOutside(text).map((part) => {
    const [, name, reason] = /^(\p{L}[\p{L}\p{M}'.\- ]*?)(?: ?\((.*)\))?$/u.exec(part) ?? [];
    if (name === undefined)
      refuse(`the inactive player ${quoted(part)} is not a name and a reason`);
    return { name, reason: reason?.trim() || null };
  });
}

/** Splits at commas that are in no parenthesis: reasons have commas of their own. */
function splitOutside(text: string): string[] {
  const parts: string[] = [""];
  let depth = 0;
  for (const letter of text) {
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (depth < 0) break;
    if (letter === "," && depth === 0) parts.push("");
    else parts.push(`${parts.pop()}${letter}`);
  }
  if (depth !== 0) refuse(`the parentheses of the inactive players ${quoted(text)} do not close`);
  return parts.map((part) => part.trim());
}

function pointsInPaint(text: string | null, { nickname }: Team, remarks: string[]): number | null {
  const found = new RegExp(`${nickname}[:\\s-]*(\\d+)`, "i").exec(text ?? "");
  if (found === null) remarks.push(`no points in the paint of ${nickname}`);
  return found === null ? null : Number(found[1]);
}
