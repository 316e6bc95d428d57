import { declaredColumnsOf } from "../columns.ts";
import type { Problem } from "../problem.ts";
import { selectOf } from "../readings.ts";
import { readSelect } from "../schema/select.ts";
import type { PipelineConfig, TableConfig } from "../schema.ts";

/** What is wrong with the readings. Without the files, all but what stands in them. */
export function readingProblems(
  pipeline: PipelineConfig,
  files?: Readonly<Record<string, string | null>>,
): Problem[] {
  return pipeline.tables.flatMap((table, index) =>
    Object.entries(table.read ?? {}).flatMap(([environment, declared]) => {
      const problem = (key: string, message: string): Problem => ({
        path: ["tables", index, "read", environment, ...(key === "" ? [] : [key])],
        message,
      });
      if (pipeline.environments[environment] === undefined)
        return [
          problem(
            "",
            `there is no environment "${environment}"; declared are ${Object.keys(pipeline.environments).join(", ")}`,
          ),
        ];
      const { file, columns, where } = declared;
      if (file !== undefined && columns !== undefined)
        return [problem("columns", "a file is given as well; leave one out")];
      if (columns === undefined && where !== undefined)
        return [
          problem(
            "where",
            file === undefined ? "needs columns" : `write the condition into ${file}`,
          ),
        ];
      if (declared.also !== undefined && file === undefined)
        return [problem("also", "needs a file, which reads them")];
      const named = { ...table, name: declared.table ?? table.name };
      if (file !== undefined) {
        if (files === undefined) return [];
        const sql = files[file] ?? null;
        if (sql === null)
          return [problem("file", `${file} cannot be read; write it, or correct its name`)];
        return problemsOfSql(pipeline, named, environment, sql, declared.also).map((message) =>
          problem("file", `${file} ${message}`),
        );
      }
      if (columns === undefined) return [];
      const sql = selectOf(named, declared, columns);
      return problemsOfSql(pipeline, named, environment, sql).map((message) =>
        problem("columns", message),
      );
    }),
  );
}

function problemsOfSql(
  pipeline: PipelineConfig,
  table: TableConfig,
  environment: string,
  sql: string,
  also: readonly string[] = [],
): string[] {
  const select = readSelect(sql);
  if ("problem" in select) return [select.problem];
  const others = select.tables.filter((name) => name !== table.name && !also.includes(name));
  const unknown = [...select.params].filter((name) => !BOUNDS.includes(name));
  const unbounded = BOUNDS.filter((name) => !select.params.has(name));
  const has = new Set(select.outputs.map(({ name }) => name.toLowerCase()));
  const lacking = neededOf(pipeline, table, environment).filter(
    ({ name }) => !has.has(name.toLowerCase()),
  );
  return [
    ...(select.tables.includes(table.name)
      ? []
      : [`does not read \`${table.name}\`; name the table in backticks`]),
    ...(others.length === 0
      ? []
      : [`reads ${others.join(", ")} besides ${table.name}; list them under also`]),
    ...unknown.map(
      (name) => `uses @${name}; it may use ${BOUNDS.map((one) => `@${one}`).join(" and ")}`,
    ),
    ...(unbounded.length === 0
      ? []
      : [
          `does not use ${unbounded.map((one) => `@${one}`).join(" and ")}; filter ${table.dateColumn} of the table by both, so that no other partition is read`,
        ]),
    ...(lacking.length === 0
      ? []
      : [`gives no column ${lacking.map(({ name, as }) => `${name} (${as})`).join(", ")}`]),
  ];
}

const BOUNDS = ["first_date", "last_date"];

/** What is read of a table in an environment. Volatile columns are those of the table itself. */
function neededOf(pipeline: PipelineConfig, table: TableConfig, environment: string) {
  const tables = pipeline.tables.filter(({ producers }) => producers[environment] !== undefined);
  const { id, gameColumn, covers } = table;
  const volatile = new Set(table.volatileColumns ?? []);
  const declared = declaredColumnsOf(pipeline, table, tables).filter(
    ({ name }) => !volatile.has(name),
  );
  const covering = tables.flatMap((one) =>
    one.covers?.table === id
      ? one.covers.on.map((name) => ({ name, as: `covers of ${one.id}` }))
      : [],
  );
  const covered = tables.some((one) => one.id === covers?.table)
    ? (covers?.on ?? []).map((name) => ({ name, as: "its covers" }))
    : [];
  const all = [
    ...declared,
    ...(gameColumn === undefined ? [] : [{ name: gameColumn, as: "its gameColumn" }]),
    ...covered,
    ...covering,
  ];
  return all.filter(({ name }, at) => all.findIndex((one) => one.name === name) === at);
}
