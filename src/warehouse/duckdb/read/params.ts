import type { DuckDBType, DuckDBValue } from "@duckdb/node-api";
import type { CivilDate } from "../../../dates/civil-date.ts";
import type { Params } from "../../warehouse.ts";

export type Driver = typeof import("@duckdb/node-api");

export function bindParams(driver: Driver, params: Params, used: ReadonlySet<string>) {
  const values: Record<string, DuckDBValue> = {};
  const types: Record<string, DuckDBType> = {};
  const day = (date: CivilDate) =>
    new driver.DuckDBDateValue(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
  for (const name of used) {
    const param = params[name];
    if (param === undefined) throw new Error(`The query uses @${name}, which was given no value.`);
    switch (param.type) {
      case "DATE":
        [values[name], types[name]] = [day(param.value), driver.DATE];
        break;
      case "ARRAY<DATE>":
        values[name] = driver.listValue(param.value.map(day));
        types[name] = driver.LIST(driver.DATE);
        break;
      case "INT64":
        [values[name], types[name]] = [BigInt(param.value), driver.BIGINT];
        break;
      case "STRING":
        [values[name], types[name]] = [param.value, driver.VARCHAR];
        break;
    }
  }
  return { values, types };
}
