import type { Sql, TransactionSql } from "postgres";
import {
  listSealedValues,
  replaceSealedValue,
  type SealedColumn,
  type SealedValue,
} from "#db/queries/backup/sealed-values.ts";
import { heldKeyIds, keyIdOf, seal, unseal } from "#lib/seal.ts";

interface SealedPlace extends SealedColumn {
  /** The owner that the secret was sealed for. */
  ownerOf(told: string[]): string;
}

const ofQuestion = (told: string[]) => `idempotency:${told.join(":")}`;

/** Every place where a sealed secret is kept. */
const PLACES: readonly SealedPlace[] = [
  { table: "providers", column: "sealed_api_key", ownedBy: ["id"], ownerOf: ([id = ""]) => id },
  { table: "providers", column: "sealed_query", ownedBy: ["id"], ownerOf: ([id = ""]) => `${id}:query` },
  { table: "providers", column: "sealed_headers", ownedBy: ["id"], ownerOf: ([id = ""]) => `${id}:headers` },
  {
    table: "notification_targets",
    column: "sealed_url",
    ownedBy: ["id"],
    ownerOf: ([id = ""]) => `${id}:url`,
  },
  {
    table: "notification_targets",
    column: "sealed_secret",
    ownedBy: ["id"],
    ownerOf: ([id = ""]) => `${id}:secret`,
  },
  { table: "tools", column: "sealed_url", ownedBy: ["id"], ownerOf: ([id = ""]) => `${id}:url` },
  { table: "tools", column: "sealed_headers", ownedBy: ["id"], ownerOf: ([id = ""]) => `${id}:headers` },
  { table: "channels", column: "sealed_secret", ownedBy: ["id"], ownerOf: ([id = ""]) => `${id}:secret` },
  {
    table: "channels",
    column: "sealed_former_secret",
    ownedBy: ["id"],
    ownerOf: ([id = ""]) => `${id}:former-secret`,
  },
  { table: "idempotency_keys", column: "request_hash", ownedBy: ["member_id", "key"], ownerOf: ofQuestion },
  { table: "idempotency_keys", column: "answer", ownedBy: ["member_id", "key"], ownerOf: ofQuestion },
];

/** The ids of the keys that some secret is sealed with, sorted. */
export async function listKeyIds(sql: Sql | TransactionSql): Promise<string[]> {
  const ids = new Set<string>();
  for (const place of PLACES)
    for (const { sealed } of await listSealedValues(sql, place)) ids.add(keyIdOf(sealed) ?? "");
  ids.delete("");
  return [...ids].sort();
}

/** What came of sealing anew. */
export interface Resealed {
  count: number;
  /** Secrets whose key ENCRYPTION_KEY does not hold: they stay as they are. */
  unreadable: number;
}

/** Seals every secret with the first key of ENCRYPTION_KEY that another one has sealed. Others may work meanwhile. */
export async function resealSecrets(sql: Sql): Promise<Resealed> {
  const held = heldKeyIds();
  const done: Resealed = { count: 0, unreadable: 0 };
  for (const place of PLACES)
    for (const value of await listSealedValues(sql, place, held.slice(0, 1))) {
      if (!held.includes(keyIdOf(value.sealed) ?? "")) {
        done.unreadable++;
        continue;
      }
      await replaceSealedValue(sql, place, { before: value.sealed, after: sealAnew(place, value) });
      done.count++;
    }
  return done;
}

function sealAnew({ ownerOf }: SealedPlace, { sealed, owner }: SealedValue): string {
  return seal(unseal(sealed, ownerOf(owner)), ownerOf(owner));
}

/** The names of the providers of whose secrets some cannot be opened with ENCRYPTION_KEY. */
export async function listLostKeys(sql: Sql): Promise<string[]> {
  const names = new Set<string>();
  for (const place of PLACES.filter(({ table }) => table === "providers"))
    for (const { owner } of await listSealedValues(sql, { ...place, ownedBy: ["name"] }, heldKeyIds()))
      names.add(owner[0] ?? "");
  return [...names];
}
