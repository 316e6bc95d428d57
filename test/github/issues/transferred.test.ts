import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { openIssueTracker } from "../../../src/github/issues/tracker.ts";
import { OWNER, REPO, TOKEN } from "../../support/github/github.ts";
import { QUICK } from "../../support/github/report-folders.ts";

const IDENTITY = "octocat";

/** GitHub as it answers for an issue that was transferred: from where it is now, here under the same number. */
async function answering(owner: string, repo: string) {
  const issue = {
    ...{ number: 7, title: "Moved", body: "", state: "open", labels: [], assignees: [] },
    html_url: `https://github.com/${owner}/${repo}/issues/7`,
    repository_url: `https://api.github.com/repos/${owner}/${repo}`,
    user: { login: IDENTITY },
  };
  const server = createServer((request, response) => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(request.url?.includes("/issues/7") ? issue : [issue]));
  }).listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  return openIssueTracker({
    ...{ owner: OWNER, repo: REPO, token: TOKEN, apiUrl: `http://127.0.0.1:${port}` },
    ...{ identity: IDENTITY, timing: QUICK, secondMs: 5 },
  });
}

it("an issue of this repository is ours, whatever the case of its name", async () => {
  const tracker = await answering(OWNER.toUpperCase(), REPO);
  expect((await tracker.get(7))?.number).toBe(7);
  expect((await tracker.list([])).map(({ number }) => number)).toEqual([7]);
});

it("one that was transferred is not, even where it has the same number and our own login wrote it", async () => {
  const tracker = await answering("elsewhere", REPO);
  expect(await tracker.get(7)).toBeNull();
  expect(await tracker.list([])).toEqual([]);
});
