import { getOctokit } from "@actions/github";
import { UserError } from "../errors.ts";
import type { Connection } from "./git.ts";
import { replyOf } from "./trouble.ts";

export type ScheduledRun = { readonly at: string; readonly url: string };
/** `title` is what its run-name made of the inputs. */
export type DispatchedRun = { readonly title: string; readonly at: string; readonly url: string };
/** A run that has not ended. `status` is GitHub's word: queued and pending wait for their turn, waiting for a person. */
export type ActiveRun = DispatchedRun & {
  readonly id: number | bigint;
  readonly attempt: number;
  /** The login of who started it, or of the bot that did for somebody; null where GitHub does not say. */
  readonly by: string | null;
  readonly status: string;
};
export type WorkflowState = {
  /** Such as active, disabled_inactivity or disabled_manually. */
  readonly state: string;
  readonly createdAt: string;
  /** The newest run that its schedule started; null where there is none. */
  readonly lastScheduled: ScheduledRun | null;
};

export type Workflows = {
  /** Starts a workflow. Returns the run's address where GitHub says it, else null. Never repeated: a lost answer may have started it. */
  dispatch(
    file: string,
    ref: string,
    inputs: Readonly<Record<string, string | undefined>>,
  ): Promise<string | null>;
  /** The runs that a dispatch started at or after an instant, newest first, ten at most. */
  dispatchedSince(file: string, since: Date): Promise<readonly DispatchedRun[]>;
  /** The runs that have not ended, whoever started them, oldest first. */
  active(file: string): Promise<readonly ActiveRun[]>;
  /** Has a run end. One that has ended meanwhile is left as it is. */
  cancel(run: ActiveRun): Promise<void>;
  look(file: string): Promise<WorkflowState>;
};

const REQUEST_TIMEOUT_MS = 30_000;
/** GitHub lists the runs of one status at a time. */
const ACTIVE = ["in_progress", "queued", "pending", "waiting", "requested"] as const;

/** The requests about workflows, in our words. Needs `actions: write`. */
export function openWorkflows({ token, apiUrl, owner, repo }: Connection): Workflows {
  const { request, hook } = getOctokit(token, apiUrl === undefined ? {} : { baseUrl: apiUrl });
  hook.wrap("request", (send, options) => {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
    return send({ ...options, request: { ...options.request, signal } });
  });
  const at = (file: string) => ({ owner, repo, workflow_id: file });
  const PATH = "/repos/{owner}/{repo}/actions/workflows/{workflow_id}";
  return {
    dispatch: (file, ref, inputs) =>
      explained(file, async () => {
        const { data } = await request(`POST ${PATH}/dispatches`, {
          ...at(file),
          ref,
          inputs,
          return_run_details: true,
        });
        // 204 has no content: a server that does not know the question yet.
        const url = (data as { html_url?: unknown } | undefined)?.html_url;
        return typeof url === "string" ? url : null;
      }),
    dispatchedSince: (file, since) =>
      explained(file, async () => {
        const { data } = await request(`GET ${PATH}/runs`, {
          ...at(file),
          event: "workflow_dispatch",
          per_page: 10,
          // GitHub counts in whole seconds.
          created: `>=${since.toISOString().slice(0, 19)}Z`,
        });
        return data.workflow_runs.map((run) => ({
          title: run.display_title,
          at: run.created_at,
          url: run.html_url,
        }));
      }),
    active: (file) =>
      explained(file, async () => {
        const runs = new Map<number | bigint, ActiveRun>();
        // One that goes on from one status to the next meanwhile is listed twice, and told once.
        for (const status of ACTIVE) {
          const { data } = await request(`GET ${PATH}/runs`, {
            ...at(file),
            status,
            per_page: 100,
          });
          for (const run of data.workflow_runs)
            runs.set(run.id, {
              title: run.display_title,
              at: run.created_at,
              url: run.html_url,
              id: run.id,
              attempt: run.run_attempt ?? 1,
              by: run.triggering_actor?.login ?? run.actor?.login ?? null,
              status: run.status ?? status,
            });
        }
        return [...runs.values()].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
      }),
    cancel: async ({ id }) => {
      try {
        const where = { owner, repo, run_id: Number(id) };
        await request("POST /repos/{owner}/{repo}/actions/runs/{run_id}/cancel", where);
      } catch (error) {
        // GitHub's answer for a run that is over.
        if (replyOf(error)?.status !== 409) throw error;
      }
    },
    look: (file) =>
      explained(file, async () => {
        const { data: workflow } = await request(`GET ${PATH}`, at(file));
        const { data: list } = await request(`GET ${PATH}/runs`, {
          ...at(file),
          event: "schedule",
          per_page: 1,
        });
        const [last] = list.workflow_runs;
        return {
          state: workflow.state,
          createdAt: workflow.created_at,
          lastScheduled: last === undefined ? null : { at: last.created_at, url: last.html_url },
        };
      }),
  };
}

async function explained<T>(file: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const status = replyOf(error)?.status ?? null;
    const remedy = status === null ? undefined : REMEDIES[status];
    if (remedy === undefined) throw error;
    throw new UserError(`${file}: ${remedy} GitHub says`, { cause: error });
  }
}

const REMEDIES: Readonly<Record<number, string>> = {
  401: "The token is not valid, or no longer.",
  403: "The token may not do this: the job needs permissions actions: write.",
  404: "There is no such workflow for this token: check its name, and permissions actions: write.",
  422: "GitHub does not take these inputs.",
};
