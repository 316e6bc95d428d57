/** The chart library: heavy to load, so loaded only by who draws. In a bundle it is a file of its own (build.ts). */
export { parse, View } from "vega";
export { compile } from "vega-lite";
