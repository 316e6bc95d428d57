/** What a job tells whoever watches: a bar on a terminal and lines elsewhere are made from the same events. */
export type ProgressEvent =
  | {
      readonly kind: "start";
      readonly title: string;
      readonly total: number;
      /** Lines tell more than the steps do; a log leaves the steps out. */
      readonly hasLines?: true;
    }
  | { readonly kind: "step"; readonly label: string; readonly done: number; readonly total: number }
  /** What happened, for a log; a bar already shows it. */
  | { readonly kind: "line"; readonly message: string }
  | { readonly kind: "end"; readonly title: string }
  | { readonly kind: "note"; readonly message: string };

export type Progress = (event: ProgressEvent) => void;
