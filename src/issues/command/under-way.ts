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

/** The issue that a run is for; null for none. */
export function issueOf({ title }: Titled): number | null {
  const [, number] = /(?:^|\s)issue #([1-9]\d{0,8})(?=\s|$)/.exec(title) ?? [];
  return number === undefined ? null : Number(number);
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
