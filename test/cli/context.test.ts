import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectOf } from "../../src/cli/context.ts";
import { altered } from "../support/pipeline.ts";
import { ownFolder } from "../support/warehouses.ts";

const where = async (environment: string, ambient: string | undefined, project?: string) => {
  const pipeline = join(ownFolder(), "pipeline.yaml");
  writeFileSync(
    pipeline,
    altered(({ environments }) => {
      environments.local = { ...environments.sample };
      environments.named = { ...environments.production, project: "declared" };
    }),
  );
  const context = { env: { GOOGLE_CLOUD_PROJECT: ambient } } as never;
  return (await projectOf(context, { environment, pipeline, project })).project;
};

describe("GOOGLE_CLOUD_PROJECT", () => {
  it("is the project of an environment on BigQuery, whatever it is called", async () => {
    expect(await where("sample-bigquery", "ambient")).toBe("ambient");
    expect(await where("production", "ambient")).toBe("ambient");
  });

  it("is nothing to an embedded one", async () => {
    expect(await where("sample", "ambient")).toBeUndefined();
    expect(await where("local", "ambient")).toBeUndefined();
  });

  it("comes after --project and after the declared project", async () => {
    expect(await where("production", "ambient", "given")).toBe("given");
    expect(await where("named", "ambient")).toBe("declared");
    expect(await where("named", undefined)).toBeUndefined();
  });
});
