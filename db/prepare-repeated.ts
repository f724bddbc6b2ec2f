import type { Sql } from "postgres";

/** A statement is prepared from this time on that it is run: one that is run once would cost a round more. */
const RUNS_BEFORE = 2;
/** Statements counted at a time; beyond, counting starts anew. Each prepared one is kept by every connection. */
const MOST_COUNTED = 2_000;
const MOST_PREPARED = 300;
/** Longer ones are lists of values, hardly ever of one length twice. */
const LONGEST_TEXT = 4_000;

/**
 * The driver, for drizzle, with statements that repeat prepared: parsed and described once a connection in place of
 * every time, which halves their rounds to the server (docs/decisions/0055).
 */
export function prepareRepeated(sql: Sql): Sql {
  const runs = new Map<string, number>();
  const prepared = new Set<string>();
  const isPrepared = (text: string) => {
    if (prepared.has(text)) return true;
    if (text.length > LONGEST_TEXT || prepared.size === MOST_PREPARED) return false;
    const before = runs.get(text) ?? 0;
    if (before === RUNS_BEFORE) {
      runs.delete(text);
      prepared.add(text);
      return true;
    }
    if (runs.size === MOST_COUNTED) runs.clear();
    runs.set(text, before + 1);
    return false;
  };
  return preparing(sql, isPrepared);
}

type Callback = (client: Sql) => unknown;

// Transactions and savepoints give clients of their own to their callback, the last argument.
function preparing(client: Sql, isPrepared: (text: string) => boolean): Sql {
  return new Proxy(client, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name === "unsafe")
        return (text: string, values: never[] = []) =>
          target.unsafe(text, values, { prepare: values.length > 0 && isPrepared(text) });
      if (name === "begin" || name === "savepoint")
        return (...args: unknown[]) => {
          const run = args.pop() as Callback;
          return value(...args, (inner: Sql) => run(preparing(inner, isPrepared)));
        };
      return value;
    },
  });
}
