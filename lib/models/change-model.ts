import { db } from "#db/client.ts";
import { changeCapabilities, findModel, listModels, listPrices, updateModel } from "#db/queries/models.ts";
import { openModels } from "#db/queries/pacing.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { recordAudit } from "#lib/auth/record-audit.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import type { ModelLimits } from "./callable-model.ts";
import {
  type Capabilities,
  type Capability,
  changedCapabilities,
  differingFrom,
  type KnownCapabilities,
  readCapabilities,
} from "./capabilities.ts";
import { type ModelView, viewOfModel } from "./model-view.ts";

export interface ModelChange {
  name?: string | undefined;
  /** Each limit that is named is set; `null` lifts it. */
  limits?: { [Limit in keyof ModelLimits]?: number | null | undefined } | undefined;
  /** What is named is set, whatever was learnt; what its provider refuses from then on is learnt again. */
  capabilities?: { [Name in Capability]?: Capabilities[Name] | undefined } | undefined;
}

/** Renames a model, changes its limits (it is tried at once where it was closed), or sets what it takes. */
export async function changeModel(
  actor: Actor,
  id: string,
  { name, limits = {}, capabilities = {} }: ModelChange,
): Promise<Result<ModelView, "forbidden" | "not_found" | "model_exists">> {
  if (!can(actor, "models:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const found = await findModel(tx, id);
    if (!found || found.model.archivedAt) return refuse("not_found");
    const { model, provider } = found;
    const now = new Date();
    const change = {
      name: name ?? model.name,
      rpm: limits.rpm === undefined ? model.rpm : limits.rpm,
      tpm: limits.tpm === undefined ? model.tpm : limits.tpm,
      concurrency: limits.concurrency === undefined ? model.concurrency : limits.concurrency,
    };
    const namesakes = await listModels(tx, { providerId: model.providerId, name: change.name });
    if (namesakes.some((namesake) => namesake.model.id !== id))
      return refuse("model_exists", { model: change.name });
    await updateModel(tx, id, change);
    if (Object.values(limits).some((limit) => limit !== undefined)) await openModels(tx, [id]);
    const kept = await changeCapabilities<KnownCapabilities>(tx, id, (stored) => {
      const known = readCapabilities(stored);
      const differing = differingFrom(known, capabilities);
      if (Object.keys(differing).length === 0) return null;
      return changedCapabilities(known, differing, "admin", now);
    });
    const prices = await listPrices(tx, [id]);
    const after = viewOfModel(
      { model: { ...model, ...change, capabilities: kept && { ...kept } }, provider },
      prices,
      now,
    );
    await recordAudit(tx, actor, {
      action: "models.change",
      targetType: "model",
      targetId: id,
      before: viewOfModel(found, prices, now),
      after,
    });
    return accept(after);
  });
}

/** Takes a model out of use. Running batches end with it; what was paid stays in the ledger. */
export async function archiveModel(
  actor: Actor,
  id: string,
): Promise<Result<{ id: string }, "forbidden" | "not_found">> {
  if (!can(actor, "models:write")) return refuse("forbidden");
  return db().transaction(async (tx) => {
    const found = await findModel(tx, id);
    if (!found || found.model.archivedAt) return refuse("not_found");
    const archivedAt = new Date();
    await updateModel(tx, id, { archivedAt });
    await recordAudit(tx, actor, {
      action: "models.archive",
      targetType: "model",
      targetId: id,
      before: { name: found.model.name, archivedAt: null },
      after: { name: found.model.name, archivedAt },
    });
    return accept({ id });
  });
}
