import { errorMessage } from "../../errors.ts";
import { IssueRefusedError } from "../../github/issues/port.ts";

/** What GitHub would not have done to one issue; the others were gone on with. */
export type Refused = {
  /** Null for an issue that was to be opened. */
  readonly number: number | null;
  readonly title: string;
  readonly why: string;
};

/** Collects single refusals, so that one issue holds back no other. What concerns all of them is thrown on. */
export class Refusals {
  readonly all: Refused[] = [];

  /** Whether it was done. */
  async goOn(about: Omit<Refused, "why">, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof IssueRefusedError)) throw error;
      this.all.push({ ...about, why: errorMessage(error) });
      return false;
    }
  }
}
