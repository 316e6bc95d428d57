import type { CauseRuns } from "../../issues/cause-runs.ts";
import type { About } from "../../issues/plan/change.ts";
import type { IssueState } from "../../issues/state.ts";

type Label = { readonly name: string; readonly color: string; readonly description: string };

const OURS: Label = {
  name: "nba-ops",
  color: "1d76db",
  description: "Opened and kept by the pipeline's validation",
};
const PRIORITY: Record<"P0" | "P1" | "P2", Label> = {
  P0: { name: "P0", color: "b60205", description: "Blocks training" },
  P1: { name: "P1", color: "d93f0b", description: "Data is missing or wrong" },
  P2: { name: "P2", color: "fbca04", description: "Can wait" },
};
export const ACKNOWLEDGED: Label = {
  name: "acknowledged",
  color: "0e8a16",
  description: "Somebody knows, until the day in the text",
};

/** What an issue is to carry. */
export function labelsOf(about: About, state: IssueState, file: CauseRuns): readonly Label[] {
  const run = about.kind === "run" ? about.run : null;
  const phase = file.phases.find(({ id }) => run !== null && id === run.phase);
  return [
    OURS,
    PRIORITY[run?.priority ?? "P2"],
    ...(phase === undefined ? [] : [phaseLabel(phase.number)]),
    {
      name: `env-${file.environment}`.slice(0, 50),
      color: "c5def5",
      description: "The environment that it is about",
    },
    ...(state.ack === null ? [] : [ACKNOWLEDGED]),
  ];
}

const phaseLabel = (number: number): Label => ({
  name: `phase-${number}`,
  color: "5319e7",
  description: `Phase ${number} of the pipeline`,
});

const MANAGED = /^(?:nba-ops|P[012]|acknowledged|phase-\d+|env-[a-z0-9_-]+)$/i;

/** Ours as they should be, and those that people added as they are. */
export const withLabels = (present: readonly string[], ours: readonly string[]): string[] => [
  ...ours,
  ...present.filter((name) => !MANAGED.test(name)),
];

/** The same but for an acknowledgement that has ended, for an issue that nothing was found about. */
export const withoutAck = (present: readonly string[], state: IssueState): string[] =>
  present.filter((name) => state.ack !== null || name !== ACKNOWLEDGED.name);
