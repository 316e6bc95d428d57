import { pdfOf } from "./gamebook-pdf.ts";

/** A text and where it begins on its line, in PDF points. */
export type Cell = { readonly text: string; readonly x: number };

/** How a paper is set: two of the league's forms, and what makes them hard to read back. */
export type PaperLayout = {
  readonly font: "Helvetica" | "Courier";
  readonly fontSize: number;
  readonly leading: number;
  readonly top: number;
  /** Left ends: jersey, name, position, minutes, and the step from number to number. */
  readonly columns: readonly [number, number, number, number, number];
  /** Letters that fit on a line of text. */
  readonly width: number;
  /** Every word is a piece of its own. */
  readonly wordByWord: boolean;
  /** Pieces stand in the file column by column, and baselines are uneven. */
  readonly columnsFirst: boolean;
  /** A cover before the box score, and another page after it. */
  readonly isBook: boolean;
};

export const SHORT: PaperLayout = {
  font: "Helvetica",
  fontSize: 8,
  leading: 11,
  top: 760,
  columns: [30, 46, 160, 178, 23],
  width: 110,
  wordByWord: false,
  columnsFirst: false,
  isBook: false,
};
export const BOOK: PaperLayout = {
  font: "Courier",
  fontSize: 6,
  leading: 9,
  top: 740,
  columns: [20, 34, 170, 200, 22],
  width: 84,
  wordByWord: true,
  columnsFirst: true,
  isBook: true,
};

export type PaperPlayer = {
  readonly jersey: string;
  readonly name: string;
  readonly position?: "F" | "C" | "G";
  readonly clock: string;
  /** The sixteen after the minutes. */
  readonly numbers: readonly number[];
};
export type PaperTeam = {
  readonly name: string;
  readonly nickname: string;
  readonly record: string;
  readonly played: readonly PaperPlayer[];
  /** "7 Santi Aldama NWT - reason", in parts. */
  readonly absent: readonly {
    readonly jersey: string;
    readonly name: string;
    readonly why: string;
  }[];
  /** "Bane (reason), Morant (reason)". */
  readonly inactive: string;
  readonly periods: readonly number[];
};
export type Paper = {
  /** "Wednesday, April 10, 2024". */
  readonly date: string;
  readonly place: string;
  readonly officials: string;
  readonly duration: string;
  readonly attendance: string;
  readonly visitor: PaperTeam;
  readonly home: PaperTeam;
  /** The two rows of totals where they are not the sums. */
  readonly totals?: readonly [string, string];
};

export const printed = (paper: Paper, layout: PaperLayout): Promise<Uint8Array> =>
  pdfOf(pagesOf(paper, layout), layout);

type Line = readonly Cell[];

function pagesOf(paper: Paper, layout: PaperLayout): Line[][] {
  const line = (text: string): Line => [{ text, x: layout.columns[0] }];
  const wrapped = (text: string) => wrap(text, layout.width).map(line);
  const { visitor, home } = paper;
  const titles = ["NATIONAL BASKETBALL ASSOCIATION", "OFFICIAL SCORER'S REPORT", "FINAL BOX"].map(
    line,
  );
  const where = layout.isBook
    ? [line(paper.date), line(paper.place)]
    : [line(`${paper.date} ${paper.place}`)];
  const periods = visitor.periods.map((_, index) => (index < 4 ? index + 1 : `OT${index - 3}`));
  const box = [
    ...titles,
    ...where,
    ...wrapped(`Officials: ${paper.officials}`),
    line(`Game Duration: ${paper.duration}`),
    line(`Attendance: ${paper.attendance}`),
    ...tableOf("VISITOR", visitor, paper.totals?.[0], layout),
    ...tableOf("HOME", home, paper.totals?.[1], layout),
    line(`SCORE BY PERIODS ${periods.join(" ")} FINAL`),
    ...[visitor, home].map((team) =>
      line([team.nickname.toUpperCase(), ...team.periods, sum(team.periods)].join(" ")),
    ),
    ...[visitor, home].flatMap((team) => wrapped(`Inactive: ${team.nickname} - ${team.inactive}`)),
    line(`Points in the Paint: ${visitor.nickname} 38 (19/42), ${home.nickname} 56 (28/47)`),
    line("Technical fouls - Individual: NONE"),
    line("MEMO: none"),
    line("Copyright (c) NBA Properties, Inc."),
  ];
  if (!layout.isBook) return [box];
  const cover = [
    line("OFFICIAL GAME BOOK"),
    line(paper.date),
    line(`${visitor.name} at ${home.name}`),
  ];
  const after = [
    line("SCORE BY PERIODS 1 2 3 4 FINAL"),
    line("Play by play"),
    line("12:00 Jump ball"),
  ];
  return [cover, box, after];
}

function tableOf(
  side: string,
  team: PaperTeam,
  totals: string | undefined,
  layout: PaperLayout,
): Line[] {
  const [jerseyX, nameX, positionX, minutesX, step] = layout.columns;
  const numbers = (values: readonly (number | string)[]): Cell[] =>
    values.map((value, index) => ({ text: String(value), x: minutesX + 34 + index * step }));
  const columns = "FG FGA 3P 3PA FT FTA OR DR TOT A PF ST TO BS +/- PTS".split(" ");
  const players = team.played.map(
    ({ jersey, name, position, clock, numbers: own }): Line => [
      { text: jersey, x: jerseyX },
      { text: name, x: nameX },
      ...(position === undefined ? [] : [{ text: position, x: positionX }]),
      { text: clock, x: minutesX },
      ...numbers(own),
    ],
  );
  const absent = team.absent.flatMap(({ jersey, name, why }): Line[] => {
    const [first = "", ...more] = wrap(why, 34);
    return [
      [
        { text: jersey, x: jerseyX },
        { text: name, x: nameX },
        { text: first, x: minutesX },
      ],
      ...more.map((text) => [{ text, x: minutesX }]),
    ];
  });
  const [clock = "", ...sums] = (totals ?? totalsOf(team)).split(" ");
  const title = layout.isBook ? team.name.toUpperCase() : team.name;
  return [
    [{ text: `${side}: ${title} (${team.record})`, x: jerseyX }],
    [{ text: "POS", x: positionX }, { text: "MIN", x: minutesX }, ...numbers(columns)],
    ...players,
    ...absent,
    [
      ...(layout.isBook ? [{ text: "TOTALS", x: nameX }] : []),
      { text: clock, x: minutesX },
      ...numbers(sums),
    ],
    [{ text: "42.9% 43.8% 94.7% TM REB: 8 TOT TO: 11 (14 PTS)", x: minutesX }],
  ];
}

export const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** "240:00" and the sums of the columns; plus-minus is the margin. */
export function totalsOf({ played, periods }: PaperTeam): string {
  const clock = `${240 + 25 * (periods.length - 4)}:00`;
  const sums = Array.from({ length: 16 }, (_, index) =>
    sum(played.map(({ numbers }) => numbers[index] ?? 0)),
  );
  return [clock, ...sums.with(14, Math.round((sums[14] ?? 0) / 5))].join(" ");
}

/** Lines of at most so many letters, broken at spaces. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width)
      lines.splice(-1, 1, `${last} ${word}`);
    else lines.push(word);
  }
  return lines;
}
