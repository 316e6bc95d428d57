/** The PDF library: heavy to load, so loaded only by who reads one. In a bundle it is a file of its own (build.ts). */
export { getDocumentProxy } from "unpdf";
