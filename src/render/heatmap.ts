import type { TopLevelSpec } from "vega-lite";
import type { Assessment } from "../gaps/assess.ts";
import {
  KINDS,
  LETTERS,
  PALETTES,
  type Palette,
  type Swatch,
  type Theme,
  WORDS,
} from "./heatmap-palette.ts";
import { type CalendarRow, calendarRows, type Mark } from "./season-calendar.ts";

const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** Of the weeks' columns; with the weekdays' names the picture is about 900 pixels wide. */
const [WIDTH, WIDEST_CELL] = [846, 22];

/** Pixels that the name of a month takes. */
const MONTH_WIDTH = 20;

/**
 * A calendar of the game dates as SVG, a row of weeks a season: colour and letter say the band, words stand in the
 * legend. The same assessment gives the same bytes. Dates without games are blank.
 */
export async function renderHeatmap(assessment: Assessment, theme: Theme): Promise<string> {
  const { compile, parse, View } = await import("./charts.ts");
  const rows = calendarRows(assessment);
  const { spec } = compile(calendarSpec(rows, PALETTES[theme]));
  const view = new View(parse(spec), { renderer: "none" });
  try {
    return `${withLabel(await view.toSVG(), describe(rows))}\n`;
  } finally {
    view.finalize();
  }
}

/** One picture with one description for a screen reader; Vega would name each group and leave the whole without. */
const withLabel = (svg: string, label: string): string =>
  svg.replace(/^<svg [^>]*/, (open) => `${open} role="img" aria-label="${label}"`);

function calendarSpec(rows: readonly CalendarRow[], palette: Palette): TopLevelSpec {
  const cell = Math.min(
    WIDEST_CELL,
    Math.floor(WIDTH / Math.max(1, ...rows.map(({ weeks }) => weeks))),
  );
  return {
    background: "transparent",
    padding: 8,
    spacing: 14,
    config: {
      font: "Arial, sans-serif",
      aria: false,
      view: { stroke: null },
      axis: { domain: false, ticks: false, grid: false, labelColor: palette.quiet },
      title: { color: palette.text, anchor: "start", fontSize: 13, fontWeight: 600, offset: 6 },
      scale: { bandPaddingInner: 0, bandPaddingOuter: 0 },
    },
    vconcat: [
      ...(rows.length === 0 ? [note("No game dates.", palette)] : []),
      ...rows.map((row) => rowSpec(row, cell, palette)),
      legendSpec(rows, palette),
    ],
  };
}

type Part = Extract<TopLevelSpec, { vconcat: unknown }>["vconcat"][number];

function rowSpec(row: CalendarRow, cell: number, palette: Palette): Part {
  const weeks = Array.from({ length: row.weeks }, (_, week) => week);
  const months = row.months.filter(
    ({ week }, at) => ((row.months[at + 1]?.week ?? row.weeks) - week) * cell >= MONTH_WIDTH,
  );
  const names = Object.fromEntries(months.map(({ week, name }) => [week, name]));
  return {
    title: row.title,
    width: { step: cell },
    height: { step: cell },
    data: { values: row.marks.map((mark) => ({ ...mark, letter: letterOf(mark) })) },
    encoding: {
      x: {
        field: "week",
        type: "ordinal",
        scale: { domain: weeks },
        axis: {
          orient: "top",
          title: null,
          labelAngle: 0,
          labelAlign: "left",
          labelOffset: { expr: `-${cell / 2}` },
          labelOverlap: false,
          values: months.map(({ week }) => week),
          labelExpr: `${JSON.stringify(names)}[datum.value]`,
        },
      },
      y: {
        field: "weekday",
        type: "ordinal",
        scale: { domain: WEEKDAYS.map((_, weekday) => weekday) },
        axis: { title: null, labelExpr: `${JSON.stringify(WEEKDAYS)}[datum.value]` },
      },
    },
    layer: [...swatches(palette, cell - 3), letters(palette, Math.round(cell * 0.5))],
  };
}

const colours = (palette: Palette, part: keyof Swatch) => ({
  field: "kind",
  type: "nominal" as const,
  scale: { domain: KINDS, range: KINDS.map((kind) => palette[kind][part]) },
  legend: null,
});

/** Squares in the colours of their kinds; a dashed outline is the second sign of what is not known. */
const swatches = (palette: Palette, size: number) =>
  [false, true].map((unknown) => ({
    transform: [{ filter: `(datum.kind === 'unknown') === ${unknown}` }],
    mark: {
      type: "rect" as const,
      width: size,
      height: size,
      strokeWidth: 1,
      ...(unknown ? { strokeDash: [3, 2] } : {}),
    },
    encoding: { fill: colours(palette, "fill"), stroke: colours(palette, "line") },
  }));

const letters = (palette: Palette, fontSize: number) => ({
  mark: { type: "text" as const, fontSize, fontWeight: "bold" as const },
  encoding: {
    text: { field: "letter", type: "nominal" as const },
    color: colours(palette, "ink"),
  },
});

const letterOf = ({ kind, partlyUnread }: Pick<Mark, "kind" | "partlyUnread">): string =>
  partlyUnread ? `${LETTERS[kind]}?` : LETTERS[kind];

/** The words beside each mark and how many dates have it. */
function legendSpec(rows: readonly CalendarRow[], palette: Palette): Part {
  const marks = rows.flatMap((row) => row.marks);
  const partly = marks.filter(({ partlyUnread }) => partlyUnread).length;
  const entries = KINDS.map((kind) => {
    const dates = marks.filter((mark) => mark.kind === kind).length;
    return { kind, dates, letter: LETTERS[kind], words: `${WORDS[kind]} (${dates})` };
  }).filter(({ kind, dates }) => kind !== "absent" || dates > 0);
  let x = 9;
  const placed = entries.map((entry) => {
    const at = { ...entry, x };
    x += 40 + Math.round(entry.words.length * 6.2);
    return at;
  });
  const words = {
    type: "text" as const,
    fontSize: 12,
    align: "left" as const,
    color: palette.text,
  };
  const lines = [
    "Blank: no games on the date.",
    ...(partly === 0
      ? []
      : [
          `A ? behind a letter (${partly}): part of the date could not be read;`,
          "its band is the same whatever that holds.",
        ]),
  ];
  return {
    width: WIDTH,
    height: 20,
    data: { values: placed },
    title: {
      text: lines,
      orient: "bottom",
      fontWeight: "normal",
      fontSize: 12,
      color: palette.quiet,
    },
    encoding: {
      x: { field: "x", type: "quantitative", scale: null, axis: null },
      y: { value: 10 },
    },
    layer: [
      ...swatches(palette, 19),
      letters(palette, 11),
      { mark: { ...words, dx: 15 }, encoding: { text: { field: "words", type: "nominal" } } },
    ],
  };
}

const note = (text: string, palette: Palette): Part => ({
  width: WIDTH,
  height: 20,
  data: { values: [{ text }] },
  mark: { type: "text", align: "left", fontSize: 13, color: palette.text, x: 0 },
  encoding: { text: { field: "text" } },
});

/** What a screen reader says of the whole: words and figures of our own. */
function describe(rows: readonly CalendarRow[]): string {
  const marks = rows.flatMap((row) => row.marks);
  const counts = KINDS.map(
    (kind) => `${marks.filter((mark) => mark.kind === kind).length} ${kind}`,
  ).filter((text) => text !== "0 absent");
  return `Calendar of ${marks.length} game dates by health band: ${counts.join(", ")}.`;
}
