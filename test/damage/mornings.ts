import { addDays, type CivilDate } from "../../src/dates/civil-date.ts";
import { type Assessment, assess } from "../../src/findings/assess/assess.ts";
import { observe } from "../../src/jobs/observe/observe.ts";
import { declaredRange } from "../../src/pipeline/rules.ts";
import type { Params, Row, Warehouse } from "../../src/warehouse/warehouse.ts";
import { SHIPPED } from "../support/pipeline.ts";
import { WHOLE_SAMPLE } from "../support/whole-sample.ts";
import { SCHEDULE } from "./settings.ts";

/** What stands in the schedule on a morning: the games to come as well, or none of them. */
export type ScheduleOn = "kept" | "cut";

/** The morning after a date, in UTC. */
export const morningAfter = (date: CivilDate): Date => new Date(`${addDays(date, 1)}T12:00:00Z`);

/** The sample on the morning after a date: rows of later dates are not there yet. */
export async function lookOnMorning(warehouse: Warehouse, date: CivilDate): Promise<Assessment> {
  const asOf = morningAfter(date);
  const range = declaredRange(SHIPPED, asOf);
  return assess(await observe({ ...WHOLE_SAMPLE, asOf, range }, warehouse, () => undefined));
}

/** Findings that say of the newest dates that they may still fill are true on any morning. */
export const falseFindings = ({ findings }: Assessment): string[] =>
  findings.filter(({ kind }) => kind !== "recent-lag").map(({ id, title }) => `${id}: ${title}`);

/**
 * Answers every question from one reading of the whole, by the dates of its rows, as the warehouse would have answered
 * it while no later row was there. That it does is tested (mornings.test.ts).
 */
export class Mornings {
  readonly #whole: Warehouse;
  readonly #answers = new Map<string, Promise<readonly Row[]>>();

  constructor(whole: Warehouse) {
    this.#whole = whole;
  }

  on(last: CivilDate, schedule: ScheduleOn): Warehouse {
    const query = async (sql: string, params: Params = {}): Promise<readonly Row[]> => {
      const rows = await this.#ask(sql, params);
      const isKept = schedule === "kept" && sql.includes(`\`${SCHEDULE.name}\``);
      return isKept ? rows : rows.filter((row) => !isAfter(row["cell_date"], last));
    };
    return { ...this.#whole, query };
  }

  /** Up to the last day of the whole, whatever the asked range ends with. */
  #ask(sql: string, params: Params): Promise<readonly Row[]> {
    const known = this.#answers.get(sql);
    if (known !== undefined) return known;
    const whole = Object.entries(params).map(([name, param]) =>
      param.type === "DATE" && (name === "last_date" || name === "declared_last")
        ? [name, { ...param, value: later(param.value) }]
        : [name, param],
    );
    const asked = this.#whole.query(sql, Object.fromEntries(whole) as Params);
    this.#answers.set(sql, asked);
    return asked;
  }
}

const later = (date: CivilDate): CivilDate =>
  date > WHOLE_SAMPLE.range.last ? date : WHOLE_SAMPLE.range.last;

const isAfter = (date: Row[string] | undefined, last: CivilDate): boolean =>
  typeof date === "string" && date > last;
