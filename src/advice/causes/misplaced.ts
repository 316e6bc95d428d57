import { isRemovable } from "../../grid/strays.ts";
import { KEEP_DAYS } from "../../pipeline/rules.ts";
import { dateListOf } from "../blocks/group.ts";
import { type KindAdvice, ownersOf, type Place, redFromP1 } from "../blocks/kind.ts";
import { gamesOfDates } from "../blocks/sql.ts";
import { command, isCallable } from "../blocks/target.ts";

/**
 * The command that takes exactly these rows out; null where none of their tables can be written from here, or where no
 * run takes any of them.
 */
const removeStrays = (place: Place): string | null =>
  hasRemovable(place) &&
  place.tables.some((table) => table.rebuildable && isCallable(place.target, table))
    ? command(place.target, "backfill", {
        tables: place.group.tables.join(","),
        "remove-strays": true,
      })
    : null;

const misplacedAdvice = (why: string, prevention: string): KindAdvice => ({
  way: "remove",
  first: "look",
  why: () => why,
  confirm: (place) =>
    place.tables.map((table) => ({
      says: "rows on dates, or under games, that the schedule does not list",
      language: "sql" as const,
      text:
        place.group.dates.length === 0
          ? `SELECT COUNT(*) AS row_count FROM ${table.name} WHERE ${table.dateColumn} IS NULL`
          : gamesOfDates(table, place.group.runs),
    })),
  prevent: (place) => ({ words: prevention, yaml: null, line: redFromP1(place) }),
  repair: (place) => [
    ...undatedWords(place),
    ...twiceWords(place),
    ...(hasRemovable(place)
      ? [
          `--remove-strays takes exactly the misplaced rows out. It keeps them for ${KEEP_DAYS} days, and undo puts them back.`,
        ]
      : []),
    ...(lacking(place)
      ? ["The dates on which these rows are lacking are rebuilt by the same run."]
      : []),
  ],
  line: removeStrays,
});

const straysOf = ({ grid, tables }: Place) =>
  (grid.outside?.strays ?? []).filter(({ table }) => tables.some(({ id }) => id === table));

/** Whether a run takes any of the rows out. A grid that does not say which rows are misplaced leaves it open: true. */
function hasRemovable(place: Place): boolean {
  const own = straysOf(place);
  return own.length === 0 || own.some(isRemovable);
}

const twiceWords = (place: Place): string[] =>
  straysOf(place).some(({ kind }) => kind === "two-dates")
    ? [
        `The same keys stand on two dates, and nothing says which of them is right, so that no command of this tool takes either out. Have ${ownersOf(place)} look at both and delete the wrong rows.`,
      ]
    : [];

/** A plan claims dates, so no plan can hold these; whoever deletes them keeps them first. */
const undatedWords = ({ grid, tables }: Place): string[] =>
  tables.flatMap(({ id, name, dateColumn }) => {
    const rows = (grid.outside?.strays ?? [])
      .filter(({ table, kind }) => table === id && kind === "undated")
      .reduce((sum, one) => sum + one.rows, 0);
    const kept = `${name}_without_a_date`;
    return rows === 0
      ? []
      : [
          `A plan claims dates, so it cannot take out the ${rows} rows of ${id} without a date. Keep them and delete them by hand: CREATE TABLE ${kept} AS SELECT * FROM ${name} WHERE ${dateColumn} IS NULL; DELETE FROM ${name} WHERE ${dateColumn} IS NULL. To put them back: INSERT INTO ${name} SELECT * FROM ${kept}.`,
        ];
  });

const lacking = ({ group }: Place): boolean =>
  group.cells.some(({ state }) => state === "partial" || state === "missing");

/** What to do about rows on dates, or under games, that the schedule does not list. */
export const MISPLACED_ADVICE = {
  "moved-game": misplacedAdvice(
    "The game was moved, and its earlier rows are still on the old date.",
    "When the schedule is refreshed, also rebuild the date that a game has left.",
  ),
  "wrong-day": misplacedAdvice(
    "The games belong to the day before: they were stored under the UTC date.",
    "Have the writer take the date from the schedule, or convert to the pipeline's time zone first.",
  ),
  "wrong-date": misplacedAdvice(
    "No rows are due on these dates.",
    "Have the writer refuse rows whose date it was not asked for.",
  ),
  "foreign-game-ids": {
    ...misplacedAdvice(
      "The rows carry game ids that the schedule does not know, most often a second form of the same id.",
      "Have the writer use the schedule's ids.",
    ),
    way: "run",
    repair: () => [
      "Rebuild the dates: a rebuild replaces all of their rows. If the foreign ids come back, the writer has to be corrected first.",
    ],
    line: rebuild,
  },
} satisfies Record<string, KindAdvice>;

function rebuild(place: Place): string | null {
  const own = place.tables.filter((table) => table.rebuildable && isCallable(place.target, table));
  return own.length === 0
    ? null
    : command(place.target, "backfill", {
        tables: own.map(({ id }) => id).join(","),
        dates: dateListOf(place.group.runs),
      });
}
