import { context } from "@actions/github";

/** This workflow run's name and address, for the reports. */
export function hostRun(): { readonly id: string; readonly url: string } {
  const { repo, serverUrl, runId, runAttempt } = context;
  return {
    id: `${runId}-${runAttempt}`,
    url: `${serverUrl}/${repo.owner}/${repo.repo}/actions/runs/${runId}`,
  };
}
