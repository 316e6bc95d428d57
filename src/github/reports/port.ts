/** The port through which reports reach a repository. Paths are of the repository, with forward slashes. Null: no longer there. */
export type Files = ReadonlyMap<string, Uint8Array | null>;

/** The branch as one attempt found it. */
export type BranchView = {
  /** The text of a report as it is on the branch; null where there is none. */
  read(path: string): Promise<string | null>;
  has(path: string): boolean;
  /** Whether the branch has exactly this there. Asks nobody. */
  holds(path: string, content: Uint8Array): boolean;
  /** The same of the commit that the run began with: then the run did not change it. False where that is not known. */
  wasThere(path: string, content: Uint8Array): boolean;
  /** Every path below `reports/`, in order. */
  paths(): readonly string[];
};

export type PublishRequest = {
  /** The commit's message; its first line is a pull request's title. */
  readonly message: string;
  /** What is to be there, worked out anew for each attempt from what is on the branch by then. */
  readonly files: (branch: BranchView) => Promise<Files>;
  /**
   * The commit that the reports were made on: what is the same in it was not touched by this run, and stays as the
   * branch has it. Null, or a commit that nobody knows: every file is this run's.
   */
  readonly base: string | null;
};

export type Published = {
  /** False where the branch had it all already. */
  readonly committed: boolean;
  /** This run's commit; without one the branch's head. */
  readonly commit: string;
  readonly branch: string;
  readonly attempts: number;
  /** API requests, those of failed attempts too. */
  readonly requests: number;
  readonly pullRequest: { readonly number: number; readonly url: string } | null;
};

export interface ReportStore {
  /** All files as one commit or none of them; files that are not named stay. Repeating it adds no second commit. */
  publish(request: PublishRequest): Promise<Published>;
}
