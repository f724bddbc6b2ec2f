import type { CallableModel } from "#lib/models/callable-model.ts";
import { FULL_CAPABILITIES } from "#lib/models/capabilities.ts";
import { newId } from "#lib/new-id.ts";

/** A model to call in tests; whatever matters to a test is given. */
export function callable(given: Partial<CallableModel>): CallableModel {
  return {
    // Of its own: what one test teaches is not known to the next.
    id: newId(),
    name: "sandbox-fast",
    providerId: "provider",
    providerKind: "openai-compatible",
    baseUrl: "",
    apiKey: "sk-test",
    headers: {},
    allowPrivateNetwork: true,
    price: {
      id: "price",
      currency: "USD",
      inputPerMTok: "0.15",
      cachedInputPerMTok: "0.075",
      cacheWritePerMTok: null,
      pictureInputPerMTok: null,
      pictureOutputPerMTok: null,
      pictureRates: [],
      outputPerMTok: "0.6",
      perImage: null,
      batchDiscount: null,
      effectiveFrom: new Date(0),
    },
    limits: { rpm: null, tpm: null, concurrency: null },
    countRatio: null,
    capabilities: FULL_CAPABILITIES,
    simulated: false,
    ...given,
  };
}
