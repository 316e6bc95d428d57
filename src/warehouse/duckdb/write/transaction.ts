import type { DuckDBConnection } from "@duckdb/node-api";

export type OnConnection = <T>(use: (connection: DuckDBConnection) => Promise<T>) => Promise<T>;

/** Both or nothing: what the work changed is taken back where it throws. */
export async function inTransaction<T>(
  connection: DuckDBConnection,
  work: () => Promise<T>,
): Promise<T> {
  await connection.run("BEGIN TRANSACTION");
  try {
    const result = await work();
    await connection.run("COMMIT");
    return result;
  } catch (error) {
    await connection.run("ROLLBACK").catch(() => undefined); // an aborted transaction is already gone
    throw error;
  }
}

/** The same, one after the other: two transactions that make a table, or take the next position, end in a conflict. */
export function oneAtATime(onConnection: OnConnection): OnConnection {
  let last: Promise<unknown> = Promise.resolve();
  return (use) => {
    const turn = last.then(() => onConnection(use));
    last = turn.catch(() => undefined);
    return turn;
  };
}
