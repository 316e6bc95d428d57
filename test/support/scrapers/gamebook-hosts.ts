import { type PaperLayout, printed, SHORT } from "./gamebook-paper.ts";
import { paperOf, type SampleGame } from "./gamebooks.ts";

/** The name of a game's paper at its source, such as 20240410_MEMCLE.pdf. */
export const paperName = ({ date, away, home }: SampleGame, form: "" | "_book" = ""): string =>
  `${date.replaceAll("-", "")}_${away}${home}${form}.pdf`;

/** Where it is under the host's address. */
export const paperPath = (game: SampleGame, form: "" | "_book" = ""): string =>
  `/pdfs/${game.date.replaceAll("-", "")}/${paperName(game, form)}`;

/** Content of the host of gamebooks: the papers of these games, each printed once, when it is first asked for. */
export function papersOf(games: readonly SampleGame[], layout: PaperLayout = SHORT) {
  const byPath = new Map(games.map((game) => [paperPath(game), game]));
  const made = new Map<string, Promise<Uint8Array>>();
  return async (path: string) => {
    const game = byPath.get(path);
    if (game === undefined) return null;
    const pdf = made.get(path) ?? printed(paperOf(game), layout);
    made.set(path, pdf);
    return { type: "application/pdf", body: await pdf };
  };
}
