import { AsyncLocalStorage } from "node:async_hooks";

/** What is learnt about an HTTP request on its way. */
export interface ServedRequest {
  /** The pattern of its address, once a router has found it. */
  route: string | null;
}

// Bundled routes and plain Node each load this module anew; a request passes through both.
const holder = globalThis as typeof globalThis & {
  pressworkServedRequest?: AsyncLocalStorage<ServedRequest>;
};

/** The HTTP request that the running code answers. */
export function servedRequest(): AsyncLocalStorage<ServedRequest> {
  holder.pressworkServedRequest ??= new AsyncLocalStorage();
  return holder.pressworkServedRequest;
}
