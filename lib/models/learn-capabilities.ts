import { db } from "#db/client.ts";
import { changeCapabilities } from "#db/queries/models.ts";
import { log } from "#lib/observability/log.ts";
import { cutText } from "#lib/storable-text.ts";
import type { CallableModel } from "./callable-model.ts";
import {
  type Capabilities,
  capabilitiesOf,
  changedCapabilities,
  type KnownCapabilities,
  noteCapabilities,
  readCapabilities,
} from "./capabilities.ts";

const LONGEST_WORDS = 300;

/**
 * Learns something of a model, for all processes. It holds in this one at once; what it returns is done when the
 * others can know, and never fails.
 * @param lesson what changes, told from what is known; `null` where that is known already. It may be asked twice.
 * @param words the provider's own that teach it; "" where its answers do.
 */
export async function learnCapabilities(
  model: Pick<CallableModel, "id" | "capabilities">,
  lesson: (known: KnownCapabilities) => Partial<Capabilities> | null,
  words: string,
): Promise<void> {
  const by = { words: cutText(words, LONGEST_WORDS) };
  const after = (known: KnownCapabilities) => {
    const change = lesson(known);
    return change && changedCapabilities(known, change, by, new Date());
  };
  const here = after(capabilitiesOf(model));
  if (!here) return;
  noteCapabilities(model.id, here);
  log.info({ modelId: model.id, words: by.words, revision: here.revision }, "what a model takes was learnt");
  try {
    const kept = await changeCapabilities<KnownCapabilities>(db(), model.id, (stored) =>
      after(readCapabilities(stored)),
    );
    if (kept) noteCapabilities(model.id, readCapabilities(kept));
  } catch (err) {
    log.warn({ err, modelId: model.id }, "what a model takes could not be kept");
  }
}
