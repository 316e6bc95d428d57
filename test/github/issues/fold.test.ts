import { describe, expect, it } from "vitest";
import { openIssue } from "../../support/github/commands.ts";
import { startGitHub } from "../../support/github/github.ts";
import { trackerOn } from "../../support/github/issues.ts";

describe("a comment that a newer one has replaced", () => {
  it("is folded as outdated, by its GraphQL id", async () => {
    await using github = await startGitHub();
    const tracker = trackerOn(github, { identity: "octocat" });
    const comment = await tracker.comment(await openIssue(github), "planned:b-1", "A plan.");
    if (comment === null) throw new Error("It is there already.");
    expect(comment.node).not.toBe("");
    expect(await tracker.fold(comment)).toBe(true);
    expect(github.beyond.graphql).toEqual([
      {
        query: expect.stringMatching(
          /^mutation \(\$id: ID!\) \{ minimizeComment\(input: \{ subjectId: \$id, classifier: OUTDATED \}\)/,
        ),
        variables: { id: comment.node },
      },
    ]);
  });

  it.each(["with an error beside the data", "with a status"])(
    "stays as it is where GitHub refuses %s, and nothing fails",
    async (how) => {
      await using github = await startGitHub();
      const tracker = trackerOn(github, { identity: "octocat" });
      const issue = await openIssue(github);
      const comment = await tracker.comment(issue, "planned:b-1", "A plan.");
      if (comment === null) throw new Error("It is there already.");
      if (how === "with a status")
        github.faults.before = ({ path }) =>
          path === "graphql" ? { status: 403, message: "no" } : undefined;
      else github.beyond.graphqlErrors.push({ type: "FORBIDDEN", message: "no" });
      expect(await tracker.fold(comment)).toBe(false);
      expect(await tracker.comments(issue)).toHaveLength(1);
    },
  );
});
