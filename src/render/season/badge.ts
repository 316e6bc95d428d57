import type { Assessment, TrainingState } from "../../findings/assess/assess.ts";
import { averageWords } from "../text/phrases.ts";
import { count } from "../text/words.ts";

const COLOURS: Record<TrainingState, string> = {
  BLOCKED: "#a63603",
  UNBLOCKED: "#8a6100",
  READY: "#1f6f43",
  COMPLETE: "#1f6f43",
};

/** Grey: no state is claimed in colour while something could not be read. */
const UNKNOWN_COLOUR = "#57606a";

type Face = { readonly label: string; readonly message: string; readonly color: string };

function faceOf(assessment: Assessment): Face {
  const { training, average, grid, unknownCells } = assessment;
  const score = average === null ? "no score" : averageWords(assessment);
  const unknown = unknownCells === 0 ? "" : `, ${count(unknownCells, "cell")} unknown`;
  return {
    label: `training (${grid.environment})`,
    message: `${training} ${score}${unknown}`,
    color: unknownCells === 0 ? COLOURS[training] : UNKNOWN_COLOUR,
  };
}

/** badge.json, as shields.io's endpoint badge reads it. It has to be readable for shields.io, so in a public place. */
export const badge = (assessment: Assessment): string =>
  `${JSON.stringify({ schemaVersion: 1, ...faceOf(assessment) }, null, 2)}\n`;

/** About as wide as Verdana at 11 pixels; `textLength` makes every other font fit it. */
const widthOf = (text: string): number =>
  [...text].reduce(
    (sum, one) => sum + (/[A-Z0-9]/.test(one) ? 7.4 : /[a-z]/.test(one) ? 6.1 : 4.4),
    0,
  );

/** badge.svg: the same badge as a picture, for a private repository, which shields.io cannot read. */
export function renderBadgeSvg(assessment: Assessment): string {
  const { label, message, color } = faceOf(assessment);
  const [left, right] = [label, message].map((text) => Math.round(widthOf(text)) + 12) as [
    number,
    number,
  ];
  const text = (words: string, x: number, width: number) =>
    `<text x="${x + 6}" y="14" textLength="${width - 12}">${escapeXml(words)}</text>`;
  const name = escapeXml(`${label}: ${message}`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${left + right}" height="20" role="img" aria-label="${name}">`,
    `<title>${name}</title>`,
    `<rect width="${left}" height="20" fill="#444c56"/><rect x="${left}" width="${right}" height="20" fill="${color}"/>`,
    `<g fill="#fff" font-family="Verdana, Geneva, DejaVu Sans, sans-serif" font-size="11">`,
    `${text(label, 0, left)}${text(message, left, right)}</g></svg>`,
    "",
  ].join("\n");
}

const escapeXml = (text: string): string =>
  text.replace(/[<>&"']/g, (character) => `&#${character.charCodeAt(0)};`);
