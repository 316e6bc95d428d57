import type { Assessment } from "../../findings/assess/assess.ts";
import { type CalendarRow, calendarRows, type Mark } from "./calendar.ts";
import { KINDS, LETTERS, PALETTES, type Palette, type Theme, WORDS } from "./heatmap-palette.ts";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Pixels. The page leaves this much free around, and the weekdays' names stand left of the weeks. */
const [PADDING, NAMES] = [8, 26];
/** Of the weeks' columns; with the weekdays' names the picture is about 900 pixels wide. */
const [WIDTH, WIDEST_FIELD] = [846, 22];
const LEFT = PADDING + NAMES;
/** The title of a season and the names of its months, and what is free below its last weekday. */
const [HEAD, BETWEEN] = [31, 14];
/** That the name of a month takes. */
const MONTH_WIDTH = 20;
const [LEGEND, LINE] = [20, 14];

type Square = Pick<Mark, "kind" | "partlyUnread"> & {
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly fontSize: number;
  /** What a pointer that rests on it is told. */
  readonly title: string;
};

/**
 * A calendar of the game dates as SVG, a row of weeks a season: colour and letter say the band, words stand in the
 * legend, and each field says its date and score. The same assessment gives the same bytes. Dates without games are
 * blank. Text in it is ours or made of dates and figures, so that nothing has to be escaped.
 */
export function renderHeatmap(assessment: Assessment, theme: Theme): string {
  const palette = PALETTES[theme];
  const rows = calendarRows(assessment);
  const field = Math.min(
    WIDEST_FIELD,
    Math.floor(WIDTH / Math.max(1, ...rows.map(({ weeks }) => weeks))),
  );
  const pitch = HEAD + 7 * field + BETWEEN;
  const below = PADDING + (rows.length === 0 ? LEGEND + BETWEEN : rows.length * pitch);
  const notes = notesOf(rows);
  const height = below + LEGEND + notes.length * LINE + PADDING;
  const width = LEFT + WIDTH + PADDING;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${describe(rows)}" font-family="Arial, sans-serif">`,
    ...(rows.length === 0
      ? [text("No game dates.", LEFT, PADDING + 14, 13, palette.text)]
      : rows.flatMap((row, at) => rowLines(row, PADDING + at * pitch, field, palette))),
    ...legendLines(rows, below, palette),
    ...notes.map((note, at) =>
      text(note, LEFT, below + LEGEND + at * LINE + 13, 12, palette.quiet),
    ),
    "</svg>",
    "",
  ].join("\n");
}

function rowLines(row: CalendarRow, top: number, field: number, palette: Palette): string[] {
  const months = row.months.filter(
    ({ week }, at) => ((row.months[at + 1]?.week ?? row.weeks) - week) * field >= MONTH_WIDTH,
  );
  const grid = top + HEAD;
  return [
    text(row.title, PADDING, top + 10, 13, palette.text, ' font-weight="600"'),
    ...months.map(({ week, name }) => text(name, LEFT + week * field, grid - 4, 10, palette.quiet)),
    ...WEEKDAYS.map((name, weekday) =>
      text(name, LEFT - 2, grid + (weekday + 0.5) * field + 3, 10, palette.quiet, END),
    ),
    ...row.marks.map((mark) =>
      square(palette, {
        ...mark,
        x: LEFT + (mark.week + 0.5) * field,
        y: grid + (mark.weekday + 0.5) * field,
        size: field - 3,
        fontSize: Math.round(field * 0.5),
        title: `${mark.date}: ${WORDS[mark.kind]}${mark.score === null ? "" : `, ${mark.score}`}`,
      }),
    ),
  ];
}

const [MIDDLE, END] = [' text-anchor="middle"', ' text-anchor="end"'];

const text = (
  words: string,
  x: number,
  y: number,
  size: number,
  colour: string,
  more = "",
): string => `<text x="${x}" y="${y}" font-size="${size}" fill="${colour}"${more}>${words}</text>`;

/** In the colours of its kind, with its letter; a dashed outline is the second sign of what is not known. */
function square(palette: Palette, one: Square): string {
  const { kind, x, y, size, fontSize, title } = one;
  const { fill, line, ink } = palette[kind];
  const dashes = kind === "unknown" ? ' stroke-dasharray="3,2"' : "";
  const letter = one.partlyUnread ? `${LETTERS[kind]}?` : LETTERS[kind];
  return [
    `<g><title>${title}</title>`,
    `<rect x="${x - size / 2}" y="${y - size / 2}" width="${size}" height="${size}" fill="${fill}" stroke="${line}"${dashes}/>`,
    `${text(letter, x, y + fontSize * 0.36, fontSize, ink, `${MIDDLE} font-weight="bold"`)}</g>`,
  ].join("");
}

/** The words beside each mark and how many dates have it. */
function legendLines(rows: readonly CalendarRow[], top: number, palette: Palette): string[] {
  const marks = rows.flatMap((row) => row.marks);
  let x = LEFT + 9;
  return KINDS.flatMap((kind) => {
    const dates = marks.filter((mark) => mark.kind === kind).length;
    if (kind === "absent" && dates === 0) return [];
    const [at, words] = [x, `${WORDS[kind]} (${dates})`];
    x += 40 + Math.round(words.length * 6.2);
    const mark = { kind, partlyUnread: false, x: at, y: top + 10, size: 19, fontSize: 11 };
    return [
      square(palette, { ...mark, title: WORDS[kind] }),
      text(words, at + 15, top + 14, 12, palette.text),
    ];
  });
}

function notesOf(rows: readonly CalendarRow[]): string[] {
  const partly = rows.flatMap(({ marks }) => marks).filter((mark) => mark.partlyUnread).length;
  return [
    "Blank: no games on the date.",
    ...(partly === 0
      ? []
      : [
          `A ? behind a letter (${partly}): part of the date could not be read;`,
          "its band is the same whatever that holds.",
        ]),
  ];
}

/** What a screen reader says of the whole: words and figures of our own. */
function describe(rows: readonly CalendarRow[]): string {
  const marks = rows.flatMap((row) => row.marks);
  const counts = KINDS.map(
    (kind) => `${marks.filter((mark) => mark.kind === kind).length} ${kind}`,
  ).filter((words) => words !== "0 absent");
  return `Calendar of ${marks.length} game dates by health band: ${counts.join(", ")}.`;
}
