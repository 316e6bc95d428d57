import type {
  IssueChange,
  IssueTracker,
  OwnComment,
  OwnIssue,
} from "../../../src/github/issues/port.ts";

export type MemoryTracker = IssueTracker & {
  readonly issues: OwnIssue[];
  readonly said: Map<number, { key: string; body: string }[]>;
  /** Texts of the comments that were folded. */
  readonly folded: string[];
  /** Writes so far. */
  writes(): number;
  /** As a person would. */
  edit(number: number, change: Partial<OwnIssue>): void;
};

/** The port in memory, for thousands of looks: GitHub that neither fails nor lies. */
export function memoryTracker(): MemoryTracker {
  const issues: OwnIssue[] = [];
  const said = new Map<number, { key: string; body: string }[]>();
  let writes = 0;
  const at = (number: number): number => {
    const index = issues.findIndex((one) => one.number === number);
    if (index === -1) throw new Error(`There is no issue ${number}.`);
    return index;
  };
  const edit = (number: number, change: Partial<OwnIssue>): void => {
    const index = at(number);
    issues[index] = { ...(issues[index] as OwnIssue), ...change };
  };
  const asComment = ({ body }: { body: string }): OwnComment => ({
    ...{ url: "", body },
    node: body,
  });
  const folded: string[] = [];
  return {
    issues,
    said,
    folded,
    writes: () => writes,
    edit,
    list: async () => [...issues],
    get: async (number) => issues.find((one) => one.number === number) ?? null,
    async create(draft) {
      writes += 1;
      const number = issues.length + 1;
      const url = `https://github.test/issues/${number}`;
      const made = {
        ...draft,
        number,
        url,
        isOpen: true,
        isLocked: false,
        closedAs: null,
        closedAt: null,
        assignees: [],
      };
      issues.push(made);
      return made;
    },
    async update(number, { state, ...change }: IssueChange) {
      writes += 1;
      const closedAs = state === undefined || state === "open" ? null : state;
      const standing = state === undefined ? {} : { isOpen: state === "open", closedAs };
      edit(number, { ...change, ...standing });
    },
    async assign(number, login) {
      writes += 1;
      edit(number, { assignees: [login] });
    },
    comments: async (number) =>
      (said.get(number) ?? []).map(({ key, body }) => ({
        ...asComment({ body }),
        body: `${body}\n\n<!-- nba-pipeline-ops comment ${key} -->`,
      })),
    async comment(number, key, body) {
      const before = said.get(number) ?? [];
      if (before.some((one) => one.key === key)) return null;
      writes += 1;
      said.set(number, [...before, { key, body }]);
      return { url: "", body, node: body };
    },
    async fold({ node }) {
      folded.push(node);
      return true;
    },
    ensureLabels: async () => undefined,
  };
}
