import { db } from "#db/client.ts";
import { listUnsealedProviders, updateProvider } from "#db/queries/models.ts";
import { isSimulated } from "./provider.ts";
import { maskedUrl, sealedReach } from "./provider-secrets.ts";

/** Seals the queries and headers of providers that were kept in clear before they counted as secrets. */
export async function sealKeptSecrets(): Promise<void> {
  await db().transaction(async (tx) => {
    for (const provider of await listUnsealedProviders(tx)) {
      const { id, kind, baseUrl, headers, archivedAt } = provider;
      const isClear =
        maskedUrl(baseUrl) !== baseUrl || (!isSimulated(kind) && Object.keys(headers).length > 0);
      if (!isClear) continue;
      const sealed = sealedReach(id, kind, { baseUrl, headers });
      // One that is out of use needs none of them again.
      await updateProvider(
        tx,
        id,
        archivedAt ? { ...sealed, sealedQuery: null, sealedHeaders: null } : sealed,
      );
    }
  });
}
