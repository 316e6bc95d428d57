import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { certificateText, idOf, readCertificate } from "../../src/certificate/record.ts";
import { aCertificate } from "./support.ts";

const ALTERATIONS = Number(process.env["ALTERATIONS"] ?? 2_000);

/** Every place of a document that holds a value. */
function places(value: unknown, path: readonly (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [[...path]];
  const inside = Object.entries(value).flatMap(([key, inner]) =>
    places(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? inside : [...inside, [...path]];
}

function changed(
  document: unknown,
  path: readonly (string | number)[],
  change: (old: unknown) => unknown,
): unknown {
  const copy = structuredClone(document) as Record<string, unknown>;
  let at: Record<string | number, unknown> = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  const last = path.at(-1) as string | number;
  const next = change(at[last]);
  if (next === undefined && Array.isArray(at)) at.splice(Number(last), 1);
  else if (next === undefined) delete at[last];
  else at[last] = next;
  return copy;
}

describe("a certificate's file", () => {
  it("is read as it was written, however it is laid out", () => {
    const certificate = aCertificate();
    const text = certificateText(certificate);
    expect(readCertificate(text, "c.json")).toEqual(certificate);
    const other = JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(text)).reverse()));
    expect(readCertificate(other, "c.json")).toEqual(certificate);
    expect(idOf(certificate)).toMatch(/^c-[0-9a-f]{10}$/);
    expect(text.split("\n").filter((line) => line.includes("2026-01-0")).length).toBeGreaterThan(6);
  });

  it(`is refused after any of ${ALTERATIONS} alterations`, () => {
    const document: unknown = JSON.parse(certificateText(aCertificate()));
    const all = places(document);
    const step = fc.record({
      path: fc.constantFrom(...all),
      how: fc.constantFrom("other", "gone", "null", "doubled"),
      text: fc.string({ minLength: 1 }),
      number: fc.integer(),
    });
    fc.assert(
      fc.property(step, ({ path, how, text, number }) => {
        const altered = changed(document, path, (old) => {
          if (how === "gone") return undefined;
          if (how === "null") return old === null ? 1 : null;
          if (how === "doubled" && Array.isArray(old)) return [...old, ...old, 1];
          if (typeof old === "number") return old === number ? number + 1 : number;
          if (typeof old === "boolean") return !old;
          return old === text ? `${text}x` : text;
        });
        expect(() => readCertificate(JSON.stringify(altered), "c.json")).toThrow(
          /changed after it was written|is no certificate of this version/,
        );
      }),
      { numRuns: ALTERATIONS },
    );
  });
});
