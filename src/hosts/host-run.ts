import { context } from "@actions/github";

export function runUrl(): string {
  const { repo, serverUrl, runId } = context;
  return `${serverUrl}/${repo.owner}/${repo.repo}/actions/runs/${runId}`;
}

/** This workflow run's name and address, for the reports; two environments may be looked at in one run. */
export function hostRun(environment: string): { readonly id: string; readonly url: string } {
  const { runId, runAttempt } = context;
  return { id: `${runId}-${runAttempt}-${environment}`, url: runUrl() };
}
