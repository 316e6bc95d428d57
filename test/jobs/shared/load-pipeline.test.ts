import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { loadPipeline } from "../../../src/jobs/shared/open.ts";
import { altered, ROOT, SHIPPED } from "../../support/pipeline.ts";
import { ownFolder } from "../../support/warehouses.ts";

const named = (name: string) =>
  altered((declaration) => {
    declaration["name"] = name;
  });

it("a declaration that was parsed before is what its file says now, and what the files of its readings say now", async () => {
  const file = join(ownFolder(), "pipeline.yaml");
  const names: string[] = [];
  for (const name of ["one", "two", "one"]) {
    writeFileSync(file, named(name));
    names.push((await loadPipeline(file, ROOT)).name);
  }
  expect(names).toEqual(["one", "two", "one"]);
  const [read, unread] = [await loadPipeline(file, ROOT), loadPipeline(file, ownFolder())];
  expect(read.readFiles).toEqual(SHIPPED.readFiles);
  await expect(unread).rejects.toThrow(/cannot be read/);
});

it("a declaration that is wrong is refused each time, under the name that it was given", async () => {
  const folder = ownFolder();
  for (const name of ["a.yaml", "b.yaml", "a.yaml"]) {
    const file = join(folder, name);
    writeFileSync(file, "name: 7\n");
    await expect(loadPipeline(file, ROOT)).rejects.toThrow(`${file}:1:`);
  }
});
