import { expect, it } from "vitest";
import { configHash } from "../../src/pipeline/hash.ts";
import { parsePipeline } from "../../src/pipeline/parse/parse.ts";
import { altered, type Declaration, SHIPPED, SHIPPED_TEXT } from "../support/pipeline.ts";

const FILES = SHIPPED.readFiles ?? {};
const hashOf = (text: string, files = FILES) => configHash(parsePipeline(text, "p.yaml", files));

it("a configuration's hash is sixteen hex digits", () => {
  expect(configHash(SHIPPED)).toMatch(/^[0-9a-f]{16}$/);
});

it("is the same for other comments, another layout and another order of keys", () => {
  const reordered = altered((pipeline) => {
    const { bands, stages } = pipeline["score"];
    pipeline["score"] = { bands, stages };
  });
  expect(hashOf(reordered)).toBe(configHash(SHIPPED));
  expect(hashOf(`# a comment\n${SHIPPED_TEXT}`)).toBe(configHash(SHIPPED));
});

it("is the same where a default is written out", () => {
  const explicit = altered((pipeline) => {
    pipeline["tables"][0].dateColumn = "game_date";
    pipeline["tables"][0].shadow = false;
  });
  expect(hashOf(explicit)).toBe(configHash(SHIPPED));
});

it("is another where a reading's file says something else", () => {
  const [file = ""] = Object.keys(FILES);
  const changed = { ...FILES, [file]: `${FILES[file]}\n-- and nothing else` };
  expect(hashOf(SHIPPED_TEXT, changed)).not.toBe(configHash(SHIPPED));
});

it.each<[string, (pipeline: Declaration) => void]>([
  ["a waiver", (p) => (p["waivers"][0].reason += " Still.")],
  ["a threshold", (p) => (p["criteria"][0].above = 91)],
  ["the order of the tables", (p) => p["tables"].reverse()],
])("is another after a change of %s", (_, change) => {
  expect(hashOf(altered(change))).not.toBe(configHash(SHIPPED));
});

it("is the same however reports and issues are kept: that changes nothing that a validation finds", () => {
  const [first] = SHIPPED.tables;
  const tables = SHIPPED.tables.map((table) =>
    table === first ? { ...table, owner: "wendy" } : table,
  );
  const other = { ...SHIPPED, tables, reports: { rollAfterDays: 7 }, issues: { restDays: 1 } };
  expect(configHash(other)).toBe(configHash(SHIPPED));
});
