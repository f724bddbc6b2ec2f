import { z } from "zod";
import { db } from "#db/client.ts";
import { findProvider } from "#db/queries/models.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { type CallableModel, reachProvider } from "./callable-model.ts";
import { CallFault } from "./endpoints/call-outcome.ts";
import { credentialsOf } from "./endpoints/credentials.ts";
import { outcomeParams } from "./endpoints/outcome-text.ts";
import { pooledFetch } from "./endpoints/pooled-fetch.ts";
import { providerUrl } from "./endpoints/provider-url.ts";
import { recordWithoutSecrets, withoutSecrets } from "./endpoints/without-secrets.ts";

const TIMEOUT_MS = 15_000;
const MOST_MODELS = 1_000;

export type Reach = ReturnType<typeof reachProvider>;

export interface OfferedModels {
  names: string[];
  /** Why the provider gave no list; `code` has a text of its own, `detail` is what the provider said. */
  failure: { code: string; detail: string } | null;
}

/** The names of the models a provider offers, by its own list. */
export async function listOfferedModels(
  actor: Actor,
  providerId: string,
): Promise<Result<OfferedModels, "forbidden" | "not_found">> {
  if (!can(actor, "models:write")) return refuse("forbidden");
  const provider = await findProvider(db(), providerId);
  if (!provider || provider.archivedAt) return refuse("not_found");
  const asked = await askForModels(reachProvider(provider));
  return accept("names" in asked ? { ...asked, failure: null } : { names: [], ...asked });
}

/** Asks a provider for its models: their names, or why it did not say. Costs nothing and checks address and key. */
export async function askForModels(
  reach: Reach,
): Promise<{ names: string[] } | { failure: { code: string; detail: string } }> {
  if (!reach.baseUrl) return { failure: { code: "no_base_url", detail: "" } };
  try {
    const names = await askForNames(reach, listUrl(reach));
    if (!names) return { failure: { code: "invalid_answer", detail: "" } };
    return {
      names:
        reach.providerKind === "stable-diffusion" ? [...names, ...(await askForUpscalers(reach))] : names,
    };
  } catch (error) {
    if (error instanceof CallFault)
      return { failure: outcomeParams(recordWithoutSecrets(reach, error.outcome)) };
    return { failure: { code: "invalid_answer", detail: "" } };
  }
}

async function askForNames(reach: Reach, url: string): Promise<string[] | null> {
  const fetch = pooledFetch({ allowPrivateNetwork: reach.allowPrivateNetwork, timeoutMs: TIMEOUT_MS });
  const answer = await fetch(url, { headers: { ...reach.headers, ...credentialsOf(reach) } });
  return readNames(JSON.parse(withoutSecrets(reach, await answer.text())));
}

// What enlarges stands in a list of its own; servers that have none draw all the same.
async function askForUpscalers(reach: Reach): Promise<string[]> {
  const names = await askForNames(reach, providerUrl(reach.baseUrl, "/sdapi/v1/upscalers")).catch(() => null);
  return (names ?? []).filter((name) => name !== NO_UPSCALER);
}

const NO_UPSCALER = "None";

function listUrl({ providerKind, baseUrl }: Pick<CallableModel, "providerKind" | "baseUrl">): string {
  switch (providerKind) {
    case "stable-diffusion":
      return providerUrl(baseUrl, "/sdapi/v1/sd-models");
    case "google":
      return providerUrl(baseUrl, `/models?pageSize=${MOST_MODELS}`);
    case "anthropic":
      return providerUrl(baseUrl, `/models?limit=${MOST_MODELS}`);
    default:
      return providerUrl(baseUrl, "/models");
  }
}

const named = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  model_name: z
    .string()
    .nullish()
    .transform((name) => name ?? undefined),
  /** Of an upscaler, which is called by its name and not by that of its file. */
  model_path: z.string().nullish(),
});
const list = z.union([
  z.object({ data: z.array(named) }).transform(({ data }) => data),
  z.object({ models: z.array(named) }).transform(({ models }) => models),
  z.array(named),
]);

function readNames(json: unknown): string[] | null {
  const parsed = list.safeParse(json);
  if (!parsed.success) return null;
  const names = parsed.data.map(
    ({ id, name, model_name, model_path }) =>
      id ?? (model_path === undefined ? model_name : undefined) ?? name?.replace(/^models\//, ""),
  );
  return names
    .filter((name) => name !== undefined)
    .sort()
    .slice(0, MOST_MODELS);
}
