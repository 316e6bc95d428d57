import fc from "fast-check";

export const TABLES = ["sales", "totals", "trend"] as const;
/** Something that happens to a pipeline and its repairs. `which` counts back over the runs there were. */
export type Action =
  | { readonly does: "repair"; readonly batchSize: number; readonly canary: number }
  | {
      readonly does: "force";
      readonly table: (typeof TABLES)[number];
      readonly day: number;
      readonly withDownstream: boolean;
    }
  | { readonly does: "resume"; readonly which: number }
  | { readonly does: "undo"; readonly which: number }
  | { readonly does: "sell"; readonly day: number }
  | {
      readonly does: "break";
      readonly table: (typeof TABLES)[number];
      readonly day: number;
      readonly how: "never" | "seconds" | "park";
    }
  | { readonly does: "lose answers"; readonly left: number }
  | { readonly does: "mend" };

const day = fc.integer({ min: 1, max: 10 });
const table = fc.constantFrom(...TABLES);
const does = <T extends Action["does"]>(name: T) => fc.constant(name);

export const actions: fc.Arbitrary<Action[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        does: does("repair"),
        batchSize: fc.integer({ min: 1, max: 10 }),
        canary: fc.constantFrom(0, 3),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ does: does("force"), table, day, withDownstream: fc.boolean() }),
    },
    { weight: 3, arbitrary: fc.record({ does: does("resume"), which: fc.nat(3) }) },
    { weight: 4, arbitrary: fc.record({ does: does("undo"), which: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ does: does("sell"), day }) },
    {
      weight: 3,
      arbitrary: fc.record({
        does: does("break"),
        table,
        day,
        how: fc.constantFrom("never", "seconds", "park"),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ does: does("lose answers"), left: fc.integer({ min: 1, max: 2 }) }),
    },
    { weight: 2, arbitrary: fc.record({ does: does("mend") }) },
  ),
  { minLength: 3, maxLength: 9 },
);
