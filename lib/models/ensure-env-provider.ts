import { db } from "#db/client.ts";
import { insertProvider, listProviders, lockProviders, updateProvider } from "#db/queries/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import type { Env } from "#lib/env.ts";
import { newId } from "#lib/new-id.ts";
import { seal, unseal } from "#lib/seal.ts";
import { openModelsOf } from "./change-provider.ts";
import { hintOf } from "./provider-fields.ts";
import { canOpen, openReach, sealedReach } from "./provider-secrets.ts";

const NAME = "OpenAI (environment)";
const SYSTEM: Actor = {
  memberId: "00000000-0000-0000-0000-000000000000",
  name: "system",
  roles: [],
  via: "system",
};

/** Makes the provider that OPENAI_API_KEY and OPENAI_BASE_URL ask for, or brings its key and address up to date. */
export async function ensureEnvProvider(env: Pick<Env, "OPENAI_API_KEY" | "OPENAI_BASE_URL">): Promise<void> {
  const { OPENAI_API_KEY: apiKey, OPENAI_BASE_URL: baseUrl = null } = env;
  if (!apiKey) return;
  await db().transaction(async (tx) => {
    await lockProviders(tx);
    const known = (await listProviders(tx)).find(({ name }) => name === NAME);
    const id = known?.id ?? newId();
    // What a lost key has sealed is written anew.
    const opened = known && canOpen(known) ? known : null;
    const keyChanged = !opened?.sealedApiKey || unseal(opened.sealedApiKey, id) !== apiKey;
    if (opened && !keyChanged && openReach(opened).baseUrl === baseUrl) return;
    const kind = baseUrl ? ("openai-compatible" as const) : ("openai" as const);
    const settings = {
      kind,
      ...sealedReach(id, kind, { baseUrl, headers: opened ? openReach(opened).headers : {} }),
      sealedApiKey: seal(apiKey, id),
      apiKeyHint: hintOf(apiKey),
      // Whoever sets the process's environment may name an address inside its network.
      allowPrivateNetwork: baseUrl !== null,
    };
    if (known) {
      await updateProvider(tx, id, settings);
      await openModelsOf(tx, id);
    } else await insertProvider(tx, { id, name: NAME, ...settings });
    const { apiKeyHint, allowPrivateNetwork } = settings;
    await recordAudit(tx, SYSTEM, {
      action: known ? "providers.change" : "providers.create",
      targetType: "provider",
      targetId: id,
      after: { name: NAME, kind, baseUrl: settings.baseUrl, apiKeyHint, allowPrivateNetwork },
    });
  });
}
