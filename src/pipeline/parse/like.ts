import type { Problem } from "../problem.ts";
import type { PipelineConfig, TableConfig } from "../schema.ts";

/** What is wrong with the environments that say `like`: a name that is not there, itself, or one that borrows too. */
export function checkLike({ environments }: PipelineConfig): Problem[] {
  return Object.entries(environments).flatMap(([name, { like }]) => {
    if (like === undefined) return [];
    const problem = (message: string): Problem[] => [
      { path: ["environments", name, "like"], message },
    ];
    if (like === name) return problem(`"${name}" cannot be like itself`);
    const lender = environments[like];
    if (lender === undefined)
      return problem(
        `there is no environment "${like}"; declared are ${Object.keys(environments).join(", ")}`,
      );
    if (lender.like !== undefined)
      return problem(
        `"${like}" is itself like "${lender.like}"; name an environment that declares its own producers`,
      );
    return [];
  });
}

/** Who borrows what fills a table reads it as the lender does; what an environment fills itself has its own shape. */
function readWrittenOut(
  { read = {}, producers }: TableConfig,
  borrowers: readonly { readonly name: string; readonly like: string }[],
): TableConfig["read"] {
  const borrowed = borrowers.flatMap(({ name, like }) => {
    const lent = read[like];
    return lent === undefined || producers[name] !== undefined ? [] : [[name, lent] as const];
  });
  return { ...Object.fromEntries(borrowed), ...read };
}

/**
 * The declaration with every borrowed producer and waiver written out, so that nothing after it knows of borrowing. A
 * producer that a table declares for the borrowing environment goes before the borrowed one. Twice changes nothing.
 */
export function writtenOut(pipeline: PipelineConfig): PipelineConfig {
  const borrowers = Object.entries(pipeline.environments).flatMap(([name, { like }]) =>
    like === undefined ? [] : [{ name, like }],
  );
  if (borrowers.length === 0) return pipeline;
  return {
    ...pipeline,
    tables: pipeline.tables.map((table) => ({
      ...table,
      producers: {
        ...Object.fromEntries(
          borrowers.flatMap(({ name, like }) => {
            const borrowed = table.producers[like];
            return borrowed === undefined ? [] : [[name, borrowed]];
          }),
        ),
        ...table.producers,
      },
      ...(table.read === undefined ? {} : { read: readWrittenOut(table, borrowers) }),
    })),
    waivers: pipeline.waivers.map(({ environments, ...waiver }) =>
      environments === undefined
        ? waiver
        : {
            ...waiver,
            environments: [
              ...environments,
              ...borrowers.flatMap(({ name, like }) =>
                environments.includes(like) && !environments.includes(name) ? [name] : [],
              ),
            ],
          },
    ),
  };
}
