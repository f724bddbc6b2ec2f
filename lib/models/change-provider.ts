import { type Db, db } from "#db/client.ts";
import { findProvider, listModels, type ProviderRow, updateProvider } from "#db/queries/models.ts";
import { openModels } from "#db/queries/pacing.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { seal } from "#lib/seal.ts";
import { isSimulated, usualBaseUrl } from "./provider.ts";
import { checkKey, checkProvider, hintOf } from "./provider-fields.ts";
import { canOpen, openReadable, sealedReach, withoutMasks } from "./provider-secrets.ts";
import { type ProviderView, viewOfProvider } from "./provider-view.ts";

export interface ProviderChange {
  name?: string | undefined;
  baseUrl?: string | null | undefined;
  /** A new key; `null` takes the old one away; left out it stays. */
  apiKey?: string | null | undefined;
  headers?: Record<string, string> | undefined;
  allowPrivateNetwork?: boolean | undefined;
}

/**
 * Changes a provider. A value of its query or headers that is still the mask it is shown as stays. An address at another
 * host needs the key and these again, so that nothing that is kept can be sent there; and so does what ENCRYPTION_KEY
 * cannot open any more. Its models are tried at once where they were closed.
 */
export async function changeProvider(
  actor: Actor,
  id: string,
  { apiKey, ...change }: ProviderChange,
): Promise<Result<ProviderView, "forbidden" | "not_found" | "invalid_input">> {
  if (!can(actor, "models:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const before = await findProvider(tx, id);
    if (!before || before.archivedAt) return refuse("not_found");
    const kept = openReadable(before);
    const wanted = { ...before, ...kept, ...withoutUndefined(change) };
    const { reach, restored } = withoutMasks(wanted, kept);
    const { name, kind, allowPrivateNetwork } = wanted;
    const checked = checkProvider({ name, kind, ...reach, allowPrivateNetwork });
    if (!checked.ok) return checked;
    const wrongKey = checkKey(apiKey);
    if (wrongKey) return refuse("invalid_input", {}, [wrongKey]);
    const isKeyLost = !canOpen({ ...before, sealedQuery: null, sealedHeaders: null });
    if (isKeyLost && apiKey === undefined)
      return refuse("invalid_input", {}, [
        { path: "apiKey", code: "provider_key_lost", params: { provider: before.name } },
      ]);
    if (originOf({ kind, ...reach }) !== originOf(before)) {
      const isKeyKept = before.sealedApiKey && apiKey === undefined;
      // What was left out stays, as what was left masked does.
      const headersKept = change.headers === undefined ? Object.keys(kept.headers) : [];
      const again = [...restored, ...headersKept.map((header) => `headers.${header}`)];
      if (isKeyKept || (again.length > 0 && !isSimulated(kind)))
        return refuse("invalid_input", {}, [
          ...(isKeyKept ? [{ path: "apiKey", code: "key_needed_again" }] : []),
          ...[...new Set(again)].map((path) => ({ path, code: "secret_needed_again" })),
        ]);
    }
    const key = apiKey === undefined ? {} : keyColumns(apiKey, id);
    const sealed = sealedReach(id, kind, reach);
    await updateProvider(tx, id, { name, ...sealed, allowPrivateNetwork, ...key });
    await openModelsOf(tx, id);
    const after = viewOfProvider({ ...wanted, ...sealed, ...key });
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

/** Lets the models of a provider that was changed be called at once, whatever had closed them. */
export async function openModelsOf(tx: Db, providerId: string): Promise<void> {
  const found = await listModels(tx, { providerId });
  await openModels(
    tx,
    found.map(({ model }) => model.id),
  );
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
