import { type Db, db } from "#db/client.ts";
import { type Result, refuse } from "#lib/result.ts";
import type { Actor } from "./actor.ts";
import { can, type Permission } from "./can.ts";

/**
 * How things of a kind are changed: in a transaction that holds the thing's row, so that two who change it at once come
 * one after the other. It needs the permission, and refuses, besides what the change itself does, with `not_found` what
 * `lock` finds nothing of.
 */
export function changeLocked<Row>(
  permission: Permission,
  lock: (tx: Db, id: string) => Promise<Row | null | undefined>,
) {
  return async <Value, Code extends string>(
    actor: Actor,
    id: string,
    make: (tx: Db, row: Row) => Promise<Result<Value, Code>>,
  ): Promise<Result<Value, Code | "forbidden" | "not_found">> => {
    if (!can(actor, permission)) return refuse("forbidden");
    return db().transaction(async (tx) => {
      const row = await lock(tx, id);
      return row ? make(tx, row) : refuse("not_found");
    });
  };
}
