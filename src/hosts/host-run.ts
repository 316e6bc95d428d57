import { context } from "@actions/github";

/** This workflow run's name and address, for the reports; two environments may be looked at in one run. */
export function hostRun(environment: string): { readonly id: string; readonly url: string } {
  const { repo, serverUrl, runId, runAttempt } = context;
  return {
    id: `${runId}-${runAttempt}-${environment}`,
    url: `${serverUrl}/${repo.owner}/${repo.repo}/actions/runs/${runId}`,
  };
}
