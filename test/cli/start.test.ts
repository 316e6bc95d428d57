import { expect, it } from "vitest";
import { runNode } from "../support/processes.ts";

/** Prints the address of every module that is loaded, on a line of its own. */
const TELL = `data:text/javascript,${encodeURIComponent(
  'import { registerHooks } from "node:module"; registerHooks({ load(url, context, next) { console.error("loaded " + url); return next(url, context); } });',
)}`;

it.each(["--help", "--version", "validate --help"])(
  "%s loads no warehouse, no cloud and no schema, so that it is there at once",
  async (words) => {
    const { code, stdout, stderr } = await runNode([
      ...["--import", TELL, "src/cli/main.ts"],
      ...words.split(" "),
    ]);
    expect([code, stdout]).not.toEqual([0, ""]);
    const loaded = [...stderr.matchAll(/^loaded (\S+)/gm)].map(([, url = ""]) => url);
    expect(loaded.some((url) => url.endsWith("/src/cli/program.ts"))).toBe(true);
    const heavy = /node_modules\/(?!commander\/)|src\/(jobs\/(?!version)|warehouse|gaps|health)/;
    expect(loaded.filter((url) => heavy.test(url))).toEqual([]);
  },
);
