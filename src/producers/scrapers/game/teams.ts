/** The thirty teams: code, city as the league's papers print it, nickname. */
const TEAMS = [
  ["ATL", "Atlanta", "Hawks"],
  ["BKN", "Brooklyn", "Nets"],
  ["BOS", "Boston", "Celtics"],
  ["CHA", "Charlotte", "Hornets"],
  ["CHI", "Chicago", "Bulls"],
  ["CLE", "Cleveland", "Cavaliers"],
  ["DAL", "Dallas", "Mavericks"],
  ["DEN", "Denver", "Nuggets"],
  ["DET", "Detroit", "Pistons"],
  ["GSW", "Golden State", "Warriors"],
  ["HOU", "Houston", "Rockets"],
  ["IND", "Indiana", "Pacers"],
  ["LAC", "LA", "Clippers"],
  ["LAL", "Los Angeles", "Lakers"],
  ["MEM", "Memphis", "Grizzlies"],
  ["MIA", "Miami", "Heat"],
  ["MIL", "Milwaukee", "Bucks"],
  ["MIN", "Minnesota", "Timberwolves"],
  ["NOP", "New Orleans", "Pelicans"],
  ["NYK", "New York", "Knicks"],
  ["OKC", "Oklahoma City", "Thunder"],
  ["ORL", "Orlando", "Magic"],
  ["PHI", "Philadelphia", "76ers"],
  ["PHX", "Phoenix", "Suns"],
  ["POR", "Portland", "Trail Blazers"],
  ["SAC", "Sacramento", "Kings"],
  ["SAS", "San Antonio", "Spurs"],
  ["TOR", "Toronto", "Raptors"],
  ["UTA", "Utah", "Jazz"],
  ["WAS", "Washington", "Wizards"],
] as const;

export type TeamCode = (typeof TEAMS)[number][0];
export type Team = { readonly code: TeamCode; readonly name: string; readonly nickname: string };

const ALL: readonly Team[] = TEAMS.map(([code, city, nickname]) => ({
  code,
  nickname,
  name: `${city} ${nickname}`,
}));

export const isTeamCode = (text: string): text is TeamCode => TEAMS.some(([code]) => code === text);

/** By code, such as MEM. */
export function teamOf(code: TeamCode): Team {
  return ALL.find((team) => team.code === code) as Team;
}

/** By what a paper calls it: a nickname, alone or after any form of its city ("LA Clippers", "Los Angeles Clippers"). */
export function teamCalled(name: string): Team | undefined {
  const lower = name.trim().toLowerCase();
  return ALL.find(({ nickname }) => {
    const own = nickname.toLowerCase();
    return lower === own || lower.endsWith(` ${own}`);
  });
}
