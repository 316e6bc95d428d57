import { context } from "@actions/github";
import { lastDue } from "../dates/schedule.ts";

export function runUrl(): string {
  const { repo, serverUrl, runId } = context;
  return `${serverUrl}/${repo.owner}/${repo.repo}/actions/runs/${runId}`;
}

/**
 * When the schedule was due that started this run, its newest time before now: a run that is late by more than the time
 * between two counts from the later one. Null for a run that no schedule started, and for one that is repeated.
 */
export function dueAt(timeZone: string, now: Date): Date | null {
  const { eventName, payload, runAttempt } = context;
  const cron: unknown = payload["schedule"];
  if (eventName !== "schedule" || runAttempt > 1 || typeof cron !== "string") return null;
  return lastDue(cron, timeZone, now);
}

/** This workflow run's name and address, for the reports; two environments may be looked at in one run. */
export function hostRun(environment: string): { readonly id: string; readonly url: string } {
  const { runId, runAttempt } = context;
  return { id: `${runId}-${runAttempt}-${environment}`, url: runUrl() };
}
