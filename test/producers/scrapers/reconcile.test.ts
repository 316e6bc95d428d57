import { expect, it } from "vitest";
import { reconcile } from "../../../src/producers/scrapers/reconcile.ts";

const aLine = (player_name: string, over: Record<string, string | number | null> = {}) => ({
  ...{ game_id: "1", team_abbr: "MEM", player_name },
  player_lookup: player_name.toLowerCase().replaceAll(/[^a-z]/g, ""),
  ...{ minutes: 30, points: 20, rebounds: 5, assists: 3 },
  ...over,
});

it("says which stat of which player differs, and by whom a player is named alone", () => {
  const gamebook = [aLine("GG Jackson"), aLine("Jake LaRavia"), aLine("Jack White")];
  const other = [
    aLine("GG Jackson II", { points: 22, assists: 4 }),
    aLine("Jake LaRavia"),
    aLine("Maozinha Pereira"),
  ];
  expect(reconcile(gamebook, other)).toEqual([
    { kind: "stat", gameId: "1", player: "GG Jackson", stat: "points", gamebook: 20, other: 22 },
    { kind: "stat", gameId: "1", player: "GG Jackson", stat: "assists", gamebook: 3, other: 4 },
    { kind: "only-in-gamebook", gameId: "1", player: "Jack White" },
    { kind: "only-in-other", gameId: "1", player: "Maozinha Pereira" },
  ]);
});

it("compares no game that one side lacks, no stat that one side lacks, and minutes to one of rounding", () => {
  const gamebook = [aLine("Nene", { minutes: 31 }), aLine("Nene", { game_id: "2", points: 1 })];
  expect(reconcile(gamebook, [aLine("Nene", { rebounds: null })])).toEqual([]);
  expect(reconcile(gamebook, [aLine("Nene", { minutes: 33 })])).toHaveLength(1);
  expect(reconcile(gamebook, [])).toEqual([]);
});

it("keeps two players apart whose names differ by a suffix only", () => {
  const both = [aLine("Gary Trent"), aLine("Gary Trent Jr.", { points: 2 })];
  expect(reconcile(both, both.toReversed())).toEqual([]);
});

it("keeps players of one name in two teams apart", () => {
  const one = [aLine("Jalen Williams", { team_abbr: "OKC", points: 30 })];
  expect(reconcile(one, [aLine("Jalen Williams")])).toHaveLength(2);
});
