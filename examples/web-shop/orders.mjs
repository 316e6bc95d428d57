// Prints the orders of some days, one JSON object a line: node orders.mjs 2026-03-08,2026-03-09
// In a real shop this asks an API; here it reads the export that lies beside it.
import { readFileSync } from "node:fs";

const days = new Set(process.argv[2]?.split(","));
const export_ = readFileSync(new URL("orders.csv", import.meta.url), "utf8");
const [names, ...lines] = export_.trim().split("\n");
const columns = names.split(",");

for (const line of lines) {
  const order = Object.fromEntries(line.split(",").map((value, index) => [columns[index], value]));
  if (days.has(order.order_date)) console.log(JSON.stringify(order));
}
