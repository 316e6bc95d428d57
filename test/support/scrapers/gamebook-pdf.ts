import {
  beginText,
  endText,
  PDFDocument,
  PDFHexString,
  PDFName,
  type PDFPage,
  type PDFRef,
  setFontAndSize,
  setTextMatrix,
  showText,
} from "@cantoo/pdf-lib";
import type { Cell, PaperLayout } from "./gamebook-paper.ts";

const PAGE: [number, number] = [612, 792];

/** A PDF of these pages, each a list of lines from top to bottom. Deterministic: the same lines give the same bytes. */
export async function pdfOf(
  pages: readonly (readonly (readonly Cell[])[])[],
  layout: PaperLayout,
): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  const letters = [...new Set(pages.flat(2).flatMap(({ text }) => [...text]))].sort();
  const codes = new Map(letters.map((letter, index) => [letter, index + 1]));
  const font = fontOf(document, letters, layout.font);
  for (const lines of pages) {
    const page = document.addPage(PAGE);
    page.node.setFontDictionary(PDFName.of("F1"), font);
    const placed = lines.flatMap((cells, row) =>
      cells.flatMap((cell) => placedOf(cell, row, layout)),
    );
    for (const one of layout.columnsFirst ? placed.toSorted((a, b) => a.x - b.x) : placed)
      show(page, one, layout.fontSize, codes);
  }
  return document.save({ useObjectStreams: layout.columnsFirst });
}

type Placed = { readonly text: string; readonly x: number; readonly y: number };

function placedOf({ text, x }: Cell, row: number, layout: PaperLayout): Placed[] {
  const { top, leading, fontSize, wordByWord } = layout;
  // A baseline is not always the same to the point along a line.
  const y = top - row * leading + (layout.columnsFirst ? (x % 3) * 0.3 : 0);
  if (!wordByWord) return [{ text, x, y }];
  // Courier: every letter is 0.6 of the size wide.
  let at = x;
  return text.split(" ").map((word) => {
    const placed = { text: word, x: at, y };
    at += (word.length + 1) * 0.6 * fontSize;
    return placed;
  });
}

function show(page: PDFPage, { text, x, y }: Placed, size: number, codes: Map<string, number>) {
  const hex = [...text].map((letter) => (codes.get(letter) ?? 0).toString(16).padStart(2, "0"));
  page.pushOperators(
    beginText(),
    setFontAndSize("F1", size),
    setTextMatrix(1, 0, 0, 1, x, y),
    showText(PDFHexString.of(hex.join(""))),
    endText(),
  );
}

/** One of the fonts that every reader has, with a code for each letter of the text: Latin-1 has no "ć". */
function fontOf(document: PDFDocument, letters: readonly string[], name: string): PDFRef {
  const glyphs = letters.map(
    (letter) => `uni${letter.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
  const { context } = document;
  const width = name === "Courier" ? 600 : 500;
  const font = context.obj({
    Type: "Font",
    Subtype: "Type1",
    BaseFont: name,
    FirstChar: 1,
    LastChar: letters.length,
    Widths: letters.map(() => width),
    Encoding: { Type: "Encoding", Differences: [1, ...glyphs.map((glyph) => PDFName.of(glyph))] },
  });
  return context.register(font);
}

/** A page that shows a grey square and holds no text, as a scan does. */
export async function pdfWithoutText(): Promise<Uint8Array> {
  const document = await PDFDocument.create({ updateMetadata: false });
  document.addPage(PAGE).drawRectangle({ x: 50, y: 50, width: 500, height: 600, opacity: 0.5 });
  return document.save();
}
