import { db } from "#db/client.ts";
import { findProvider, type ProviderRow, updateProvider } from "#db/queries/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { seal } from "#lib/seal.ts";
import { usualBaseUrl } from "./provider.ts";
import { checkKey, checkProvider, hintOf } from "./provider-fields.ts";
import { type ProviderView, viewOfProvider } from "./provider-view.ts";

export interface ProviderChange {
  name?: string | undefined;
  baseUrl?: string | null | undefined;
  /** A new key; `null` takes the old one away; left out it stays. */
  apiKey?: string | null | undefined;
  headers?: Record<string, string> | undefined;
  allowPrivateNetwork?: boolean | undefined;
}

/** Changes a provider. An address at another host needs the key again, so that a kept key cannot be sent there. */
export async function changeProvider(
  actor: Actor,
  id: string,
  { apiKey, ...change }: ProviderChange,
): Promise<Result<ProviderView, "forbidden" | "not_found" | "invalid_input">> {
  if (!can(actor, "models:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const before = await findProvider(tx, id);
    if (!before || before.archivedAt) return refuse("not_found");
    const wanted = { ...before, ...withoutUndefined(change) };
    const { name, kind, baseUrl, headers, allowPrivateNetwork } = wanted;
    const checked = checkProvider({ name, kind, baseUrl, headers, allowPrivateNetwork });
    if (!checked.ok) return checked;
    const wrongKey = checkKey(apiKey);
    if (wrongKey) return refuse("invalid_input", {}, [wrongKey]);
    if (before.sealedApiKey && apiKey === undefined && originOf(wanted) !== originOf(before)) {
      return refuse("invalid_input", {}, [{ path: "apiKey", code: "key_needed_again" }]);
    }
    const key = apiKey === undefined ? {} : keyColumns(apiKey, id);
    await updateProvider(tx, id, { name, baseUrl, headers, allowPrivateNetwork, ...key });
    const after = viewOfProvider({ ...wanted, ...key });
    await recordAudit(tx, actor, {
      action: "providers.change",
      targetType: "provider",
      targetId: id,
      before: viewOfProvider(before),
      after: apiKey === undefined ? after : { ...after, apiKey: apiKey ? "replaced" : "removed" },
    });
    return accept(after);
  });
}

function keyColumns(
  apiKey: string | null,
  id: string,
): { sealedApiKey: string | null; apiKeyHint: string | null } {
  if (!apiKey) return { sealedApiKey: null, apiKeyHint: null };
  return { sealedApiKey: seal(apiKey, id), apiKeyHint: hintOf(apiKey) };
}

function originOf({ kind, baseUrl }: Pick<ProviderRow, "kind" | "baseUrl">): string | undefined {
  return URL.parse(baseUrl ?? usualBaseUrl(kind) ?? "")?.origin;
}

function withoutUndefined<Fields extends object>(
  fields: Fields,
): { [K in keyof Fields]: Exclude<Fields[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
