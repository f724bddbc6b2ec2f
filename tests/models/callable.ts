import type { CallableModel } from "#lib/models/callable-model.ts";

/** A model to call in tests; whatever matters to a test is given. */
export function callable(given: Partial<CallableModel>): CallableModel {
  return {
    id: "model",
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
      outputPerMTok: "0.6",
      perImage: null,
      batchDiscount: null,
      effectiveFrom: new Date(0),
    },
    limits: { rpm: null, tpm: null, concurrency: null },
    countRatio: null,
    simulated: false,
    ...given,
  };
}
