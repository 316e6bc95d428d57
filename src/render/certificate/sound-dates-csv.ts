import { stringify } from "csv-stringify/sync";
import type { SoundDate } from "../../certificate/sound-dates.ts";

/** `game_date,sound,why`: a line a game date, for a training query to join. */
export const soundDatesCsv = (dates: readonly SoundDate[]): string =>
  stringify(
    [
      ["game_date", "sound", "why"],
      ...dates.map(({ date, sound, why }) => [date, String(sound), why.join("; ")]),
    ],
    { escape_formulas: true },
  );
