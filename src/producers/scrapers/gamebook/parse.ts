import { errorMessage } from "../../../errors.ts";
import { RefusedSourceError, refuse } from "../game/refusal.ts";
import { checkGame, checkSums, type ExpectedGame } from "./checks.ts";
import type { Gamebook } from "./gamebook.ts";
import { readHeader } from "./header.ts";
import { checkListedOnce } from "./keys.ts";
import { isFurniture, tailLabel } from "./lines.ts";
import { pdfLines } from "./pdf-lines.ts";
import { readTail } from "./tail.ts";
import { readTeamTable } from "./team-table.ts";

export type GamebookResult =
  | { readonly status: "parsed"; readonly gamebook: Gamebook }
  | { readonly status: "refused"; readonly reason: string };

/**
 * A gamebook from its PDF, checked against itself and against the game that it should be of. What is damaged, of another
 * game or does not add up is refused with the reason, as a value: one bad file is no reason to stop.
 */
export async function parseGamebookPdf(
  bytes: Uint8Array,
  expected: ExpectedGame | null,
): Promise<GamebookResult> {
  try {
    const gamebook = parseGamebook(await pdfLines(bytes));
    if (expected !== null) checkGame(gamebook, expected);
    return { status: "parsed", gamebook };
  } catch (error) {
    if (!(error instanceof RefusedSourceError)) throw error;
    return { status: "refused", reason: errorMessage(error) };
  }
}

/** From lines in reading order. Throws a RefusedSourceError. */
export function parseGamebook(all: readonly string[]): Gamebook {
  const lines = all.filter((line) => line !== "" && !isFurniture(line));
  const visitorAt = lines.findIndex((line) => /^VISITOR:/i.test(line));
  if (visitorAt < 0) refuse("it has no line VISITOR: it is no gamebook, or not whole");
  const remarks: string[] = [];
  const header = readHeader(lines.slice(0, visitorAt), remarks);
  const homeAt = lines.findIndex((line, index) => index > visitorAt && /^HOME:/i.test(line));
  if (homeAt < 0) refuse("it has no line HOME: it is not whole");
  const tailAt = lines.findIndex((line, index) => index > homeAt && tailLabel(line) !== undefined);
  const visitor = readTeamTable(lines.slice(visitorAt, homeAt), remarks);
  const home = readTeamTable(lines.slice(homeAt, tailAt < 0 ? undefined : tailAt), remarks);
  const {
    visitor: ofVisitor,
    home: ofHome,
    ...rest
  } = readTail(
    // Pages of a long form after the box score say other things in the same words.
    untilCopyright(tailAt < 0 ? [] : lines.slice(tailAt)),
    visitor.team,
    home.team,
    remarks,
  );
  const book: Gamebook = {
    ...header,
    ...rest,
    visitor: { ...visitor, ...ofVisitor },
    home: { ...home, ...ofHome },
    remarks,
  };
  checkListedOnce(book, remarks);
  checkSums(book, remarks);
  return book;
}

function untilCopyright(lines: readonly string[]): readonly string[] {
  const end = lines.findIndex((line) => tailLabel(line) === "Copyright");
  return end < 0 ? lines : lines.slice(0, end);
}
