import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeExactly, writeWhole } from "../../src/jobs/shared/files.ts";
import { hideProjectsIn, mayHide, redactor } from "../../src/pipeline/redact.ts";
import { runAction } from "../support/actions.ts";
import { altered } from "../support/pipeline.ts";
import { ownFolder } from "../support/warehouses.ts";

const [GIVEN, DECLARED] = ["acme-secret-1", "acme-hidden-2"];

describe("a text that is to name no project", () => {
  const clean = redactor([GIVEN, DECLARED]);
  it.each([
    [`Access Denied: Project ${GIVEN}: no`, "Access Denied: Project PROJECT: no"],
    [`\`${GIVEN}.nba_raw.x\` and ${DECLARED}:d.t`, "`PROJECT.nba_raw.x` and PROJECT:d.t"],
    [`ops@${GIVEN}.iam.gserviceaccount.com`, "ops@PROJECT.iam.gserviceaccount.com"],
    ["ACME-Secret-1", "PROJECT"],
    ["acme-secret-12 is another", "acme-secret-12 is another"],
  ])("%j", (text, shown) => {
    expect(clean(text)).toBe(shown);
  });

  it("has none of them, whatever stands around", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(GIVEN, "-", ".", " ", ":", "/"), fc.string())),
        (parts) => {
          const text = clean(parts.join(" "));
          expect(text.toLowerCase()).not.toMatch(/(^|[^a-z0-9])acme-secret-1([^a-z0-9]|$)/);
        },
      ),
    );
  });

  it("is left alone where nothing is to be hidden, or the word is too short for a project", () => {
    expect(redactor([])("acme")).toBe("acme");
    expect(redactor(["p1"])("p1 of the plan")).toBe("p1 of the plan");
  });

  it("is what is written to reports, but not to what is compared by its hash", async () => {
    const folder = ownFolder();
    await mayHide(async () => {
      hideProjectsIn([GIVEN, DECLARED]);
      await writeWhole(join(folder, "report"), `in ${GIVEN}`);
      await writeExactly(join(folder, "plan"), `in ${GIVEN}`);
    });
    expect(readFileSync(join(folder, "report"), "utf8")).toBe("in PROJECT");
    expect(readFileSync(join(folder, "plan"), "utf8")).toBe(`in ${GIVEN}`);
  });
});

describe("an action on a warehouse that names its project in every error", () => {
  const message = `Access Denied: Project ${GIVEN} of ${DECLARED}: ask`;
  const server = createServer((_, response) => {
    response.writeHead(403, { "content-type": "application/json" });
    const errors = [{ reason: "accessDenied", message }];
    response.end(JSON.stringify({ error: { code: 403, message, errors } }));
  });
  let env: Record<string, string> = {};
  beforeAll(async () => {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    env = {
      BIGQUERY_EMULATOR_HOST: `http://127.0.0.1:${port}`,
      METADATA_SERVER_DETECTION: "none",
      GITHUB_REPOSITORY: "acme/ops",
    };
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const run = async (action: string, redact: string) => {
    const pipeline = join(ownFolder(), "pipeline.yaml");
    const text = altered(({ environments }) => {
      environments.production.project = DECLARED;
    });
    writeFileSync(pipeline, text);
    const inputs = { environment: "production", pipeline, project: GIVEN, redact };
    const { code, stdout, outputs, summary } = await runAction(
      `actions/${action}/main.ts`,
      inputs,
      env,
    );
    expect(code).toBe(1);
    // The runner is told what to mask in a line that nobody sees.
    const [masks, seen] = [/^::add-mask::(.*)$/gm, stdout.replaceAll(/^::add-mask::.*$/gm, "")];
    const said = seen + JSON.stringify(outputs) + summary;
    return { said, masked: [...stdout.matchAll(masks)].map((it) => it[1]) };
  };

  it.each(["validate", "plan-backfill", "watch-recent", "gate"])(
    "%s names it, or on request does not, and has the runner mask it",
    async (action) => {
      const open = await run(action, "off");
      expect(open.said).toContain(GIVEN);
      expect(open.masked).toEqual([]);
      const { said, masked } = await run(action, "on");
      expect(said).not.toMatch(new RegExp(`${GIVEN}|${DECLARED}`));
      expect(said).toContain("Access Denied: Project PROJECT of PROJECT");
      expect(new Set(masked)).toEqual(new Set([GIVEN, DECLARED]));
    },
  );
});
