import type { Db } from "#db/client.ts";
import { findModel } from "#db/queries/models.ts";
import { type CallableModel, loadCallableModel } from "#lib/models/callable-model.ts";
import { type Result, refuse } from "#lib/result.ts";

export type SpeakerRefusal =
  | "model_not_found"
  | "model_not_for_text"
  | "model_archived"
  | "unknown_price"
  | "provider_key_lost"
  | "conversation_other_currency";

/** Loads the model of a conversation, with the price in force. @param of its currency is the cap's; any where there is none yet. */
export async function loadSpeaker(
  tx: Db,
  of: { modelId: string; currency?: string },
): Promise<Result<CallableModel, SpeakerRefusal>> {
  const found = await findModel(tx, of.modelId);
  if (!found) return refuse("model_not_found");
  if (found.model.kind !== "text") return refuse("model_not_for_text", { model: found.model.name });
  const loaded = await loadCallableModel(tx, of.modelId);
  if (!loaded.ok) {
    const { code, params } = loaded.refusal;
    return refuse(code === "not_found" ? "model_not_found" : code, params);
  }
  const { currency } = loaded.value.price;
  if (of.currency !== undefined && of.currency !== currency)
    return refuse("conversation_other_currency", { currency: of.currency, price: currency });
  return loaded;
}
