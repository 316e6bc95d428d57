import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { topologicalOrder } from "../../src/pipeline/graph.ts";
import { SHIPPED } from "../support/pipeline.ts";

const node = (id: string, ...upstream: string[]) => ({
  id,
  upstream: upstream.map((table) => ({ table })),
});

/** Tables that read only tables with a smaller number, in any order. */
const acyclic = fc
  .array(fc.array(fc.nat(20), { maxLength: 4 }), { minLength: 1, maxLength: 20 })
  .map((reads) =>
    reads.map((from, index) =>
      node(`t${index}`, ...from.filter((at) => at < index).map((at) => `t${at}`)),
    ),
  )
  .chain((nodes) => fc.shuffledSubarray(nodes, { minLength: nodes.length }));

describe("the order of tables", () => {
  it("puts each after all that it reads", () => {
    fc.assert(
      fc.property(acyclic, (nodes) => {
        const sorted = topologicalOrder(nodes);
        const order = "order" in sorted ? sorted.order.map(({ id }) => id) : [];
        expect([...order].sort()).toEqual(nodes.map(({ id }) => id).sort());
        for (const { id, upstream } of nodes)
          for (const { table } of upstream)
            expect(order.indexOf(table)).toBeLessThan(order.indexOf(id));
      }),
    );
  });

  it("is the declared one where nothing asks for another", () => {
    expect(topologicalOrder([node("b"), node("a"), node("c", "b")])).toEqual({
      order: [node("b"), node("a"), node("c", "b")],
    });
  });

  it("fills the sample's schedule before anything else", () => {
    const sorted = topologicalOrder(SHIPPED.tables);
    expect("order" in sorted && sorted.order[0]?.id).toBe("nbac_schedule");
  });

  it("takes a table that reads its own earlier dates", () => {
    expect(topologicalOrder([node("a", "a")])).toEqual({ order: [node("a", "a")] });
  });

  it("names a cycle from its first table round to itself, and nothing that only leads into it", () => {
    const nodes = [node("entry", "a"), node("a", "b"), node("b", "c"), node("c", "a")];
    expect(topologicalOrder(nodes)).toEqual({ cycle: ["a", "b", "c", "a"] });
  });
});
