import { refuse } from "../game/refusal.ts";
import type { getDocumentProxy } from "./pdf-reader.ts";

type PDFDocumentProxy = Awaited<ReturnType<typeof getDocumentProxy>>;

/** A piece of text where it stands on its page: PDF points, y upwards, `x` its left end. */
export type TextPiece = {
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly fontSize: number;
};

const MAX_MIB = 20;
const MAX_PAGES = 100;
const HEAD_BYTES = 1024;
const TAIL_BYTES = 2048;

/**
 * The lines of a text PDF from top to bottom, page by page; the pieces of a line from left to right, with one space where
 * there is a gap. Throws a RefusedSourceError for what is no whole PDF, or holds no text.
 */
export async function pdfLines(bytes: Uint8Array): Promise<string[]> {
  lookAtFile(bytes);
  const reader = await import("./pdf-reader.ts");
  // The reader takes the bytes over, and takes no Buffer: the caller's stay as they are.
  const document = await reader
    .getDocumentProxy(new Uint8Array(bytes), {
      stopAtErrors: true,
      useSystemFonts: false,
      verbosity: 0,
    })
    .catch((cause: unknown) => refuse("the PDF cannot be read", cause));
  try {
    if (document.numPages > MAX_PAGES)
      refuse(`the PDF has ${document.numPages} pages; no gamebook has more than ${MAX_PAGES}`);
    const lines: string[] = [];
    for (let page = 1; page <= document.numPages; page += 1)
      lines.push(...(await pageLines(document, page)));
    if (lines.length === 0)
      refuse(`the PDF holds no text on its ${document.numPages} pages: it is an image, or empty`);
    return lines;
  } finally {
    await document.loadingTask.destroy();
  }
}

async function pageLines(document: PDFDocumentProxy, number: number): Promise<string[]> {
  try {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    return linesOf(items.flatMap(pieceOf));
  } catch (cause) {
    return refuse(`page ${number} of the PDF cannot be read`, cause);
  }
}

type Item =
  | { readonly str: string; readonly transform: readonly number[]; readonly width: number }
  /** Marks where tagged content begins and ends. */
  | { readonly type: string };

function pieceOf(item: Item): TextPiece[] {
  if (!("str" in item) || item.str.trim() === "") return [];
  const [, , c = 0, d = 0, x = 0, y = 0] = item.transform;
  const { str, width } = item;
  return [{ text: str.normalize("NFC"), x, y, width, fontSize: Math.hypot(c, d) }];
}

/** Pieces whose baselines are this share of the font's size apart are of one line. */
const SAME_LINE = 0.4;
/** A wider gap than this share of the font's size is a space. */
const SPACE = 0.12;

/** The lines of one page. */
export function linesOf(pieces: readonly TextPiece[]): string[] {
  const lines: TextPiece[][] = [];
  for (const piece of [...pieces].sort((a, b) => b.y - a.y)) {
    const line = lines.at(-1);
    const first = line?.[0];
    if (
      line !== undefined &&
      first !== undefined &&
      first.y - piece.y <= SAME_LINE * piece.fontSize
    )
      line.push(piece);
    else lines.push([piece]);
  }
  return lines.map(textOf);
}

function textOf(line: readonly TextPiece[]): string {
  let text = "";
  let end = Number.NEGATIVE_INFINITY;
  for (const piece of [...line].sort((a, b) => a.x - b.x)) {
    text += piece.x - end > SPACE * piece.fontSize ? ` ${piece.text}` : piece.text;
    end = piece.x + piece.width;
  }
  return text.replaceAll(/\s+/g, " ").replaceAll(/[‘’]/g, "'").trim();
}

/** Says what a file is that is no PDF, where its first bytes tell. */
function lookAtFile(bytes: Uint8Array): void {
  if (bytes.length === 0) refuse("the file is empty");
  if (bytes.length > MAX_MIB * 1024 ** 2)
    refuse(`the file has ${bytes.length} bytes; no gamebook has more than ${MAX_MIB} MiB`);
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString("latin1");
  if (!head.includes("%PDF-")) {
    const title = /<title>([^<]{1,80})/i.exec(head)?.[1]?.trim();
    if (/<(?:!doctype html|html|head|body)/i.test(head))
      refuse(`the file is a web page${title === undefined ? "" : ` ("${title}")`} and no PDF`);
    refuse("the file is no PDF");
  }
  const tail = Buffer.from(bytes.subarray(-TAIL_BYTES)).toString("latin1");
  if (!tail.includes("%%EOF"))
    refuse("the file ends before the end mark of a PDF: it is not whole; fetch it again");
}
