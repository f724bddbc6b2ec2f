import { db } from "#db/client.ts";
import { findModel } from "#db/queries/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { isSimulated } from "#lib/models/provider.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import {
  type Considered,
  considerImprovement,
  defaultModels,
  type ImprovementRequest,
} from "./plan-improvement.ts";

interface ChosenModel {
  id: string;
  name: string | null;
  simulated: boolean;
}

/** What an improvement would go by, with the models it would ask; `null` where nothing says which. */
export interface PreviewedImprovement extends Considered {
  proposer: ChosenModel | null;
  trialModel: ChosenModel | null;
}

/**
 * What there is to improve a template from, what of it is the source's fault, and what trying proposals would cost, without
 * a call. Needs `templates:write`.
 */
export async function previewImprovement(
  actor: Actor,
  request: ImprovementRequest,
): Promise<Result<PreviewedImprovement, "forbidden" | "not_found" | "template_archived">> {
  if (!can(actor, "templates:write")) return refuse("forbidden");
  const considered = await considerImprovement(db(), request);
  if (!considered.ok) return considered;
  const { proposerId, trialModelId } = await defaultModels(db(), request, considered.value.gathered);
  return accept({
    ...considered.value,
    proposer: await nameModel(proposerId),
    trialModel: await nameModel(trialModelId),
  });
}

async function nameModel(id: string | null): Promise<ChosenModel | null> {
  const found = id === null ? null : await findModel(db(), id);
  if (!found) return null;
  return { id: found.model.id, name: found.model.name, simulated: isSimulated(found.provider.kind) };
}
