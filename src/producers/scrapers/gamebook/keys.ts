import { lookupOf } from "../game/game.ts";
import { refuse } from "../game/refusal.ts";
import type { Gamebook } from "./gamebook.ts";

/**
 * Refuses a gamebook that lists a player twice: where one line is printed in the place of another, every sum can still
 * agree, and a player who was on court is lost. Players are compared as the table's key spells them.
 */
export function checkListedOnce({ visitor, home }: Gamebook, remarks: string[]): void {
  const listed = [visitor, home].flatMap(({ played, absent }) => [
    ...played,
    // Those who did not play have no row; one who did cannot be among them.
    ...absent.filter((one) => played.some(({ name }) => lookupOf(name) === lookupOf(one.name))),
  ]);
  const byKey = Map.groupBy(listed, ({ name }) => lookupOf(name));
  for (const players of byKey.values())
    if (players.length > 1)
      refuse(
        `${players[0]?.name} is listed ${players.length} times: a line is doubled, and another player is missing`,
      );
  for (const { team, played, absent } of [visitor, home])
    for (const [jersey, players] of Map.groupBy([...played, ...absent], (one) => one.jersey))
      if (players.length > 1)
        remarks.push(
          `${players.map(({ name }) => name).join(" and ")} of ${team.name} have the number ${jersey}`,
        );
}
