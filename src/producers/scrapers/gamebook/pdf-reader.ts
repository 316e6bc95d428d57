/** The PDF library: heavy to load, so loaded only by who reads one. In the bundles it is a file of its own (bundles.ts). */
export { getDocumentProxy } from "unpdf";
