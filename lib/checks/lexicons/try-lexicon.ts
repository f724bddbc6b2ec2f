import { db } from "#db/client.ts";
import { findLexicons } from "#db/queries/checks/lexicons.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { can } from "#lib/auth/can.ts";
import { accept, type Result, refuse } from "#lib/result.ts";
import { readableText } from "../readable-text.ts";
import { codePointAt } from "../text-verdict.ts";
import { loadMatchers } from "./load-matchers.ts";

/** A term that was found in a text. */
export interface TriedHit {
  term: string;
  /** In code points. */
  from: number;
  to: number;
  severity: "warn" | "block";
  category: string | null;
  suggestion: string | null;
}

/** What a lexicon would find in a text of a language. Needs `lexicons:read`. */
export async function tryLexicon(
  actor: Actor,
  id: string,
  { text, language }: { text: string; language: string },
): Promise<Result<TriedHit[], "forbidden" | "not_found">> {
  if (!can(actor, "lexicons:read")) return refuse("forbidden");
  const [lexicon] = await findLexicons(db(), [id]);
  if (!lexicon) return refuse("not_found");
  const matcher = (await loadMatchers(db(), [id], [language])).get(language);
  const folded = readableText(text);
  return accept(
    (matcher?.find(folded) ?? []).map(({ entry, from, to }) => ({
      term: entry.term,
      from: codePointAt(folded, from),
      to: codePointAt(folded, to),
      severity: entry.severity,
      category: entry.category ?? null,
      suggestion: entry.suggestion ?? null,
    })),
  );
}
