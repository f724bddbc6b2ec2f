import type { BatchStore } from "./batches/batch-store.ts";
import type { Books } from "./bill.ts";
import type { PrefixCache } from "./prefix-cache.ts";
import type { RateLimit } from "./rate-limit.ts";

/** What one running sandbox remembers. */
export interface SandboxState {
  books: Books;
  batches: BatchStore;
  prefixes: PrefixCache;
  limit: RateLimit;
  /** Calls so far; faults are spread by it, so that a run can be repeated. */
  calls: number;
}
