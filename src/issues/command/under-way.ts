/** A run of backfill.yml that has not ended: its title is what `run-name` makes of the inputs. */
type Titled = { readonly title: string; readonly status: string };

/** What is asked for by whoever starts one. */
type Asked = {
  readonly environment: string;
  readonly resume?: string | undefined;
  readonly issue?: string | undefined;
  readonly "dry-run"?: string | undefined;
};

const isShow = ({ title }: Titled): boolean => title.endsWith("(dry run)");

/** The repairs of an environment; those that only plan are none. */
export const ownRuns = <T extends Titled>(runs: readonly T[], environment: string): T[] =>
  runs.filter((run) => run.title.startsWith(`Backfill ${environment}:`) && !isShow(run));

/** Who asked for a run: the title says for whom a bot started it. Null where nobody knows. */
export function askerOf({ title, by }: Titled & { readonly by: string | null }): string | null {
  if (by !== null && !by.endsWith("[bot]")) return by;
  const [, login] = /\sasked by ([A-Za-z0-9_-]{1,39})(?=\s|$)/.exec(title) ?? [];
  return login ?? by;
}

/** The issue that a run is for; null for none. */
export function issueOf({ title }: Titled): number | null {
  const [, number] = /(?:^|\s)issue #([1-9]\d{0,8})(?=\s|$)/.exec(title) ?? [];
  return number === undefined ? null : Number(number);
}

/**
 * The repairs for an issue that have not ended, or the one of them that is named: by the number of its workflow run, by
 * the repair that it goes on with, or by the repair that the issue was told of last (`last`).
 */
export function runsOfIssue<T extends Titled & { readonly id: number | bigint }>(
  runs: readonly T[],
  { environment, issue }: { readonly environment: string; readonly issue: number },
  named: string | null,
  last: string | null,
): T[] {
  const own = ownRuns(runs, environment).filter((run) => issueOf(run) === issue);
  if (named === null) return own;
  const isNamed = (run: T) => String(run.id) === named || run.title.split(/\s+/).includes(named);
  const found = own.filter(isNamed);
  // The title of a run that was started anew does not have the repair's id, which it did not know yet.
  return found.length > 0 || named !== last
    ? found
    : own.filter(({ status, title }) => status === "in_progress" && !/(?<!\sby)\sb-\S/.test(title));
}

/**
 * Whether a run does what is asked for: it goes on with the same run, or is for the same issue and has not begun. A
 * second one beside it would wait for the same turn, or for the same person.
 */
export function sameStart(run: Titled, asked: Asked): boolean {
  if (asked["dry-run"] !== undefined || ownRuns([run], asked.environment).length === 0)
    return false;
  const words = run.title.split(/\s+/);
  if (asked.resume !== undefined && words.includes(asked.resume)) return true;
  const isForIssue = asked.issue !== undefined && issueOf(run) === Number(asked.issue);
  return isForIssue && run.status !== "in_progress";
}
