/** What a job tells whoever watches: a bar on a terminal and lines elsewhere are made from the same events. */
export type ProgressEvent =
  | { readonly kind: "start"; readonly title: string; readonly total: number }
  | { readonly kind: "step"; readonly label: string; readonly done: number; readonly total: number }
  | { readonly kind: "end"; readonly title: string }
  | { readonly kind: "note"; readonly message: string };

export type Progress = (event: ProgressEvent) => void;
