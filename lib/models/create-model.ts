import { db } from "#db/client.ts";
import { findModel, findProvider, insertModel, listModels } from "#db/queries/models.ts";
import { AppError } from "#lib/app-error.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { newId } from "#lib/new-id.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type NewPrice, savePrice } from "./add-price.ts";
import type { ModelLimits } from "./callable-model.ts";
import { type ModelView, viewOfModel } from "./model-view.ts";
import type { ModelKind } from "./provider.ts";

export interface NewModel {
  providerId: string;
  name: string;
  kind: ModelKind;
  /** Left out: the price is unknown and nothing can be launched with it. */
  prices?: NewPrice | undefined;
  limits: ModelLimits;
}

/** Adds a model to a provider, with the price that counts from now on. */
export async function createModel(
  actor: Actor,
  { providerId, name, kind, prices, limits }: NewModel,
): Promise<Result<ModelView, "forbidden" | "invalid_input" | "model_exists">> {
  if (!can(actor, "models:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const provider = await findProvider(tx, providerId);
    if (!provider || provider.archivedAt) {
      return refuse("invalid_input", {}, [{ path: "providerId", code: "not_found" }]);
    }
    if ((await listModels(tx, { providerId, name })).length > 0)
      return refuse("model_exists", { model: name });
    const id = newId();
    await insertModel(tx, { id, providerId, name, kind, ...limits });
    const price = prices ? await savePrice(tx, actor, id, prices, new Date()) : null;
    const found = await findModel(tx, id);
    if (!found) throw new AppError("A model just added is not there.", { facts: { id } });
    const view = viewOfModel(found, price ? [price] : [], new Date());
    await recordAudit(tx, actor, { action: "models.create", targetType: "model", targetId: id, after: view });
    return accept(view);
  });
}
