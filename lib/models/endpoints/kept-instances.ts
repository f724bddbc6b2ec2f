import type { CallableModel } from "../callable-model.ts";
import { type Fetch, pooledFetch } from "./pooled-fetch.ts";

/** A model as its provider is reached. */
export type ReachableModel = Pick<
  CallableModel,
  "name" | "providerId" | "providerKind" | "baseUrl" | "apiKey" | "headers" | "allowPrivateNetwork"
>;

const MOST_KEPT = 500;

// Making an instance costs more than the call itself, so each is kept for as long as its credential stays.
const holder = globalThis as typeof globalThis & { pressworkInstances?: Map<string, object> };
holder.pressworkInstances ??= new Map();
const instances = holder.pressworkInstances;

/**
 * Makes AI SDK models once: gives the one for a model and a timeout in milliseconds, `null` where none can be made.
 * @param kind of what is made, such as "language"; @param make a new one that sends its requests through `fetch`.
 */
export function keptInstances<Instance extends object>(
  kind: string,
  make: (model: ReachableModel, fetch: Fetch) => Instance | null,
): (model: ReachableModel, timeoutMs: number) => Instance | null {
  // A batch calls one loaded model thousands of times: its instance is found without building the key again.
  const lastInstance = new WeakMap<object, { timeoutMs: number; instance: Instance }>();
  return (model, timeoutMs) => {
    const seen = lastInstance.get(model);
    if (seen?.timeoutMs === timeoutMs) return seen.instance;
    const key = keyOf(kind, model, timeoutMs);
    const instance = (instances.get(key) as Instance | undefined) ?? makeInstance(make, model, timeoutMs);
    if (!instance) return null;
    keep(key, instance);
    lastInstance.set(model, { timeoutMs, instance });
    return instance;
  };
}

function makeInstance<Instance>(
  make: (model: ReachableModel, fetch: Fetch) => Instance | null,
  model: ReachableModel,
  timeoutMs: number,
): Instance | null {
  return make(model, pooledFetch({ allowPrivateNetwork: model.allowPrivateNetwork, timeoutMs }));
}

function keep(key: string, instance: object): void {
  if (instances.size >= MOST_KEPT && !instances.has(key)) instances.clear();
  instances.set(key, instance);
}

function keyOf(kind: string, model: ReachableModel, timeoutMs: number): string {
  return JSON.stringify([
    kind,
    model.providerId,
    model.providerKind,
    model.name,
    model.baseUrl,
    model.apiKey,
    model.headers,
    model.allowPrivateNetwork,
    timeoutMs,
  ]);
}
