import type { Db } from "#db/client.ts";
import { previewExamples } from "./read-examples.ts";
import { readProducts } from "./read-products.ts";
import type { RenderWays } from "./render-steps.ts";

/** What steps read that nobody is paid for, while a template is only looked at. */
export function readsFor(tx: Db): Pick<RenderWays, "lookUp" | "examples"> {
  return {
    lookUp: async (work) => (await readProducts(tx, work)).value,
    examples: async (work) => (await previewExamples(tx, work))?.value ?? null,
  };
}
