import { roundScore } from "../../grid/score.ts";

export const averageText = (value: number | null): string =>
  value === null ? "unknown" : roundScore(value).toFixed(1);

export const percentText = (value: number | null): string =>
  value === null ? "unknown" : `${value.toFixed(1)} %`;
