import { spawnSync } from "node:child_process";
import { cpSync, existsSync, globSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { appendFile, copyFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "../..");
const SOURCES = ["src", "actions", "pipeline", "docs", "build.ts", "package.json", "tsconfig.json"];

let checkout: string;

/** The same sources in another place, with the same packages: what another person's checkout is. */
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), "another-checkout-"));
  for (const name of SOURCES) cpSync(join(ROOT, name), join(checkout, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(checkout, "node_modules"));
});
afterAll(() => rmSync(checkout, { recursive: true }));

function node(folder: string, args: string[], env: Record<string, string> = {}) {
  const options = { cwd: folder, encoding: "utf8" as const, env: { PATH: "", ...env } };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, options);
  return { status, text: stdout + stderr };
}

it("gives the committed files byte for byte from another checkout path", () => {
  expect(node(checkout, ["build.ts", "--check"])).toEqual({
    status: 0,
    text: expect.stringMatching(/^\d+ generated files are up to date\n$/),
  });
});

it("names every generated file that its sources no longer give", async () => {
  const altered = ["actions/validate/action.yml", "actions/validate/main.ts"];
  for (const file of altered) await copyFile(join(checkout, file), join(checkout, `${file}.kept`));
  const declaration = join(checkout, "actions/validate/action.yml");
  await writeFile(declaration, "inputs: { another: { description: One more } }\n");
  await appendFile(join(checkout, "actions/validate/main.ts"), "\nconsole.log(1);\n");
  const { status, text } = node(checkout, ["build.ts", "--check"]);
  for (const file of altered) await copyFile(join(checkout, `${file}.kept`), join(checkout, file));
  expect(status).toBe(1);
  expect(text).toContain("actions/validate/README.md is not what the sources give");
  expect(text).toContain("actions/validate/dist/index.js is not what the sources give");
  expect(text).not.toContain("pipeline.schema.json");
});

it.each(globSync("actions/*/dist/index.js", { cwd: ROOT }))(
  "%s starts where no package is installed, and says what is wrong with its inputs",
  async (bundle) => {
    const alone = mkdtempSync(join(tmpdir(), "bundle-"));
    await copyFile(join(ROOT, bundle), join(alone, "index.js"));
    await writeFile(join(alone, "package.json"), '{ "type": "module" }');
    const { status, text } = node(alone, ["index.js"], { INPUT_ENVIRONMENT: "nowhere" });
    rmSync(alone, { recursive: true });
    expect(status).not.toBe(0);
    expect(text).toContain("::error");
    expect(text).not.toMatch(/ERR_MODULE_NOT_FOUND|SyntaxError/);
  },
);

it("has one bundle for each action", () => {
  const actions = globSync("actions/*/action.yml", { cwd: ROOT });
  expect(actions.length).toBeGreaterThan(0);
  for (const action of actions)
    expect(existsSync(join(ROOT, action, "../dist/index.js")), action).toBe(true);
});
