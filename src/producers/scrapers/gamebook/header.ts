import { type CivilDate, isCivilDate } from "../../../dates/civil-date.ts";
import { refuse } from "../game/refusal.ts";
import type { Header } from "./gamebook.ts";
import { NAME, quoted, tolerated } from "./lines.ts";

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

/** "Wednesday, April 10, 2024", with the arena after it or on the next line. */
const DATE = new RegExp(
  String.raw`^(?:[A-Z][a-z]+day,? )?(${MONTHS.join("|")}) (\d{1,2}), (\d{4})(?: (.*))?$`,
  "i",
);
const LABELS = /(Officials:|Game Duration:|Attendance:)/i;

/**
 * Reads what stands before the visitors' table. The newest date line before it counts: a long form has a cover. Only the
 * date must be there: anything else that is missing or cannot be read is null and remarked on.
 */
export function readHeader(lines: readonly string[], remarks: string[]): Header {
  const at = lines.findLastIndex((line) => DATE.test(line));
  const found = DATE.exec(lines[at] ?? "");
  if (found === null) refuse("it names no date of the game before the visitors");
  const [, month = "", day = "", year, rest = ""] = found;
  const number = String(monthOf(month)).padStart(2, "0");
  const date = `${year}-${number}-${day.padStart(2, "0")}`;
  if (!isCivilDate(date)) refuse(`its date ${quoted(lines[at] ?? "")} does not exist`);
  // Joined, because officials run over line ends; every value begins with its label.
  const text = [rest, ...lines.slice(at + 1)].join(" ").trim();
  const [place = "", ...labelled] = text.split(LABELS).map((part) => part.trim());
  const value = (label: string): string | undefined => {
    const index = labelled.findIndex((one) => one.toLowerCase() === label.toLowerCase());
    if (index < 0) remarks.push(`no "${label}" line`);
    return index < 0 ? undefined : labelled[index + 1];
  };
  return {
    date: date as CivilDate,
    ...tolerated(remarks, () => placeOf(place), { arena: place || null, city: null, state: null }),
    officials: tolerated(remarks, () => officialsOf(value("Officials:")), []),
    duration: tolerated(remarks, () => durationOf(value("Game Duration:")), null),
    ...tolerated(remarks, () => attendanceOf(value("Attendance:")), NO_ATTENDANCE),
  };
}

const NO_ATTENDANCE = { attendance: null, attendanceNote: null };

/** From 1, in any case. */
const monthOf = (name: string): number =>
  MONTHS.findIndex((month) => month.toLowerCase() === name.toLowerCase()) + 1;

/** "Rocket Mortgage FieldHouse, Cleveland, OH"; abroad the state may be a country, or missing. */
function placeOf(text: string): Pick<Header, "arena" | "city" | "state"> {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length < 2 || parts.some((part) => part === ""))
    refuse(`its place ${quoted(text)} is not an arena, a city and a state`);
  if (parts.length === 2)
    return { arena: parts[0] as string, city: parts[1] as string, state: null };
  const [city, state] = parts.slice(-2) as [string, string];
  return { arena: parts.slice(0, -2).join(", "), city, state };
}

const OFFICIAL = new RegExp(`^#(\\d{1,3}) (${NAME})$`, "u");

function officialsOf(text: string | undefined): Header["officials"] {
  if (text === undefined) return [];
  return text.split(/, ?/).map((part) => {
    const [, number, name] = OFFICIAL.exec(part) ?? [];
    if (number === undefined || name === undefined)
      refuse(`of its officials, ${quoted(part)} is not a number and a name`);
    return { number: Number(number), name };
  });
}

function durationOf(text: string | undefined): string | null {
  if (text !== undefined && !/^\d{1,2}:\d{2}$/.test(text))
    refuse(`its duration ${quoted(text)} is not hours and minutes`);
  return text ?? null;
}

function attendanceOf(text: string | undefined): Pick<Header, "attendance" | "attendanceNote"> {
  if (text === undefined) return NO_ATTENDANCE;
  const [, number, note] = /^(\d{1,3}(?:,?\d{3})?)(?: ?\(([^()]+)\))?$/.exec(text) ?? [];
  if (number === undefined) refuse(`its attendance ${quoted(text)} is not a number`);
  return { attendance: Number(number.replace(",", "")), attendanceNote: note ?? null };
}
