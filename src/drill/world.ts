import type { CivilDate } from "../dates/civil-date.ts";
import type { Damage, Draw, Kind, Place, WideDamage, WideKind } from "./damage.ts";
import type { Setting } from "./facts.ts";
import { type Facts, offDays, readsOf } from "./facts.ts";
import { KINDS, WIDE } from "./kinds.ts";
import { SampleSql } from "./sql.ts";

/** Several damages that do not touch each other's cells, with what they are looked at with. */
export type World = { readonly setting: Setting; readonly damages: readonly Damage[] };

/** Draws the wanted kinds, wide ones first; `left` has those that found no room. */
export function drawWorld(
  facts: Facts,
  wanted: readonly string[],
  random: () => number,
): World & { readonly left: readonly string[] } {
  const room = new Room(facts, random);
  const left: string[] = [];
  // What needs most room comes first.
  const order = [...WIDE, ...KINDS.filter(({ days }) => days !== undefined), ...KINDS];
  const at = (id: string) => order.findIndex((kind) => kind.id === id);
  for (const id of [...wanted].sort((a, b) => at(a) - at(b))) if (!room.add(id)) left.push(id);
  return { setting: room.setting, damages: room.damages, left };
}

const TRIES = 40;

class Room implements Draw {
  readonly facts: Facts;
  readonly sql: SampleSql;
  readonly random: () => number;
  readonly damages: Damage[] = [];
  setting: Setting;
  readonly #taken = new Set<CivilDate>();
  readonly #wide: WideDamage[] = [];
  readonly #offDays: readonly CivilDate[];

  constructor(facts: Facts, random: () => number) {
    this.facts = facts;
    this.sql = new SampleSql(facts.setting.pipeline);
    this.random = random;
    this.setting = facts.setting;
    this.#offDays = offDays(facts);
  }

  add(id: string): boolean {
    const wide = WIDE.find((kind) => kind.id === id);
    const kind = wide ?? KINDS.find((one) => one.id === id);
    if (kind === undefined) throw new Error(`There is no kind of damage "${id}".`);
    for (let tries = 0; tries < TRIES; tries += 1) {
      const damage = this.#tryOne(kind);
      if (damage === null) continue;
      if (wide !== undefined) this.#widen(damage as WideDamage);
      for (const date of damage.days) this.#taken.add(date);
      this.damages.push(damage);
      return true;
    }
    return false;
  }

  #tryOne(kind: Kind | WideKind): Damage | null {
    const table = this.pick(kind.tables(this.sql));
    return table === undefined ? null : kind.draw(this, table);
  }

  #widen(damage: WideDamage): void {
    this.#wide.push(damage);
    if (damage.setting !== undefined) this.setting = damage.setting;
  }

  pick<T>(some: readonly T[]): T | undefined {
    return some[Math.floor(this.random() * some.length)];
  }

  isTaken(day: CivilDate): boolean {
    return this.#taken.has(day);
  }

  isFree(day: CivilDate): boolean {
    return !this.#taken.has(day) && !this.#isBeyond(day);
  }

  free(table: string): readonly CivilDate[] {
    return this.facts.dates.filter(
      (date) =>
        this.isFree(date) &&
        !this.isMasked({ table, date }) &&
        this.facts.whole.has(`${table} ${date}`),
    );
  }

  freeOffDays(): readonly CivilDate[] {
    return this.#offDays.filter((date) => this.isFree(date) && !this.isMasked({ table: "", date }));
  }

  isGone(place: Place): boolean {
    return this.#wide.some(({ masks }) => masks(place));
  }

  isMasked(place: Place): boolean {
    const table = this.sql.tables.find(({ id }) => id === place.table);
    const judgedBy = [place.table, ...(table === undefined ? [] : readsOf(table))];
    return this.#wide.some(({ masks }) => judgedBy.some((id) => masks({ ...place, table: id })));
  }

  /** A damage of the schedule touches all tables: its day must be whole in each. */
  #isBeyond(day: CivilDate): boolean {
    return this.#wide.some(({ masks }) => masks({ table: this.sql.schedule.id, date: day }));
  }
}
