export const count = (n: number, one: string, many = `${one}s`): string =>
  `${n} ${n === 1 ? one : many}`;

/** ", 3 dates"; nothing of a finding that is about no date, such as one about an undeclared season. */
export const onDates = (dates: readonly unknown[], lead = ", ", one = "date"): string =>
  dates.length === 0 ? "" : `${lead}${count(dates.length, one)}`;
