import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROOT } from "../support/pipeline.ts";
import { ownFolder } from "../support/warehouses.ts";
import { actionsTable, loopPicture, roomsPicture } from "./pictures.ts";
import { ROOMS } from "./rooms.ts";

describe("the picture of the rooms", () => {
  it("has an arrow for what one room may import of another, and none for what others say", () => {
    const drawn = roomsPicture({
      ...ROOMS,
      pure: [["errors"], ["dates"], ["grid", "advice"]],
      allowed: { jobs: ["errors", "dates", "grid", "advice", "jobs"], cli: ["jobs", "errors"] },
      typesOnly: { cli: ["grid"] },
    });
    const arrows = drawn.split("\n").filter((line) => line.includes(">"));
    expect(arrows.map((line) => line.trim())).toEqual([
      "jobs --> grid",
      "jobs --> advice",
      "cli --> jobs",
      "dates --> errors",
      "grid --> dates",
      "advice --> dates",
      'cli -. "types" .-> grid',
    ]);
  });
});

describe("the picture of the loop", () => {
  /** The repository's jobs and actions, as far as the picture reads them. */
  function aCopy(): string {
    const root = ownFolder();
    for (const part of ["src/jobs", "actions", ".github"])
      cpSync(join(ROOT, part), join(root, part), {
        recursive: true,
        filter: (path) => !path.endsWith("/dist"),
      });
    return root;
  }

  it("is drawn of what is there", () => {
    const root = aCopy();
    expect(loopPicture(root)).toBe(loopPicture(ROOT));
    expect(actionsTable(root)).toContain(
      "| `actions/gate` | `src/jobs/validate/gate.ts` | yours |",
    );
  });

  it("cannot be drawn without a job that an action runs, or a folder of jobs", () => {
    const root = aCopy();
    for (const [file, text] of [
      ["actions/nap/action.yml", "name: Nap\n"],
      ["actions/nap/run.ts", 'import { nap } from "../../src/jobs/nap/nap.ts";\n'],
      ["src/jobs/nap/nap.ts", "export const nap = () => undefined;\n"],
    ] as const) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), text);
    }
    expect(() => loopPicture(root)).toThrow(
      /src\/jobs\/nap has no step; actions\/nap runs nap\/nap\.ts, and none of them is a step/,
    );
  });
});
