import type { MarkKind } from "./calendar.ts";

export type Theme = "light" | "dark";

export type Swatch = { readonly fill: string; readonly line: string; readonly ink: string };
export type Palette = Readonly<Record<MarkKind, Swatch>> & {
  readonly text: string;
  readonly quiet: string;
};

/**
 * Blue to orange and pale to strong, so that the order and what is poor show to every kind of sight. Letters have a
 * contrast of 4.5 and more on their fill, outlines 3 and more on the page.
 */
export const PALETTES: Record<Theme, Palette> = {
  light: {
    excellent: { fill: "#dbe9f6", line: "#6592bd", ink: "#0b2a4a" },
    good: { fill: "#84b5de", line: "#3f7cb3", ink: "#06203a" },
    fair: { fill: "#f5a54f", line: "#a85f0c", ink: "#3a1d00" },
    poor: { fill: "#9a2f04", line: "#9a2f04", ink: "#ffffff" },
    unknown: { fill: "#ffffff", line: "#57606a", ink: "#24292f" },
    absent: { fill: "#eaeef2", line: "#818b95", ink: "#424a53" },
    text: "#24292f",
    quiet: "#57606a",
  },
  dark: {
    excellent: { fill: "#12304f", line: "#4379ae", ink: "#cfe3f5" },
    good: { fill: "#2f6ca6", line: "#6aa7e0", ink: "#ffffff" },
    fair: { fill: "#c97b1f", line: "#f0a34d", ink: "#1c0e00" },
    poor: { fill: "#ffb38a", line: "#ffd2b8", ink: "#3b1200" },
    unknown: { fill: "#0d1117", line: "#9aa4ae", ink: "#e6edf3" },
    absent: { fill: "#21262d", line: "#768390", ink: "#c3cbd3" },
    text: "#e6edf3",
    quiet: "#9aa4ae",
  },
};

/** The mark of each kind of date, so that colour is not all that tells them apart. */
export const LETTERS: Record<MarkKind, string> = {
  excellent: "E",
  good: "G",
  fair: "F",
  poor: "P",
  unknown: "?",
  absent: "-",
};
export const WORDS: Record<MarkKind, string> = {
  excellent: "excellent",
  good: "good",
  fair: "fair",
  poor: "poor",
  unknown: "unknown: could not be read",
  absent: "nothing expected",
};
export const KINDS = Object.keys(LETTERS) as MarkKind[];
