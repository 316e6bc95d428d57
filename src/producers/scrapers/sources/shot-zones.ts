/** Tenths of a foot from the hoop: x to the right of who looks at it from the centre, y towards the centre. */
export type Place = { readonly x: number; readonly y: number };

const HALF_COURT = 417.5;
const CORNER_TOP = 87.5;
const CORNER_SIDE = 220;
const RESTRICTED_RADIUS = 40;
const PAINT_SIDE = 80;
const FREE_THROW_LINE = 137.5;

/** The court is 94 by 50 feet, and the hoop 5.25 feet from its baseline. */
const SIDELINE = 250;
const BASELINE = -52.5;
const OTHER_BASELINE = 887.5;
/** Places are rounded, and a shooter's feet may be over the line that he jumped from. */
const SLACK = 10;

export const isOnCourt = ({ x, y }: Place): boolean =>
  Math.abs(x) <= SIDELINE + SLACK && y >= BASELINE - SLACK && y <= OTHER_BASELINE + SLACK;

/**
 * The zone of a shot by its place. The source's own label of the area is not used: on the real game that is kept here it
 * differs from the league's published shots in 6 of 181, and these rules in none.
 */
export function zoneOf({ x, y }: Place, isThree: boolean): string {
  if (y > HALF_COURT) return "backcourt";
  if (isThree) {
    if (y > CORNER_TOP || Math.abs(x) < CORNER_SIDE) return "above_break_3";
    return x < 0 ? "left_corner_3" : "right_corner_3";
  }
  if (Math.hypot(x, y) <= RESTRICTED_RADIUS) return "restricted_area";
  return Math.abs(x) <= PAINT_SIDE && y <= FREE_THROW_LINE ? "paint_non_ra" : "mid_range";
}

/** Whole feet from the hoop, rounded down. */
export const distanceFt = ({ x, y }: Place): number => Math.floor(Math.hypot(x, y) / 10);
