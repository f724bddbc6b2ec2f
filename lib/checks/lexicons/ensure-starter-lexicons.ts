import { db } from "#db/client.ts";
import { hasLexicons } from "#db/queries/checks/lexicons.ts";
import { systemActor } from "#lib/auth/actor.ts";
import { keepLexicon } from "./save-lexicon.ts";
import { starterLexicons } from "./starter-lexicons.ts";

/** Keeps the starter lexicons in an installation that never had a lexicon; one whose people archived them stays so. */
export async function ensureStarterLexicons(): Promise<void> {
  await db().transaction(async (tx) => {
    if (await hasLexicons(tx)) return;
    for (const starter of starterLexicons) await keepLexicon(tx, systemActor, starter);
  });
}
