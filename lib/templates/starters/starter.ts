import type { z } from "zod";
import type { Locale } from "#lib/i18n/locales.ts";
import type { conditionSchema } from "../rule.ts";
import { withResult } from "../steps.ts";
import { type TemplateBody, templateBodySchema } from "../template.ts";

/** What lexicons that an installation begins with are about; each topic has one for every language. */
export type LexiconTopic = "absolute-terms" | "medical-claims";

/** A template to begin with. */
export interface Starter {
  key: string;
  name: Record<Locale, string>;
  description: Record<Locale, string>;
  /** By the language of whoever begins with it: the prompt's, not that of its outputs. */
  bodies: Record<Locale, TemplateBody>;
  /** Lexicons that its outputs are held against; by topic, since each installation has its own. `fields`: all when absent. */
  lexicons: { topics: readonly LexiconTopic[]; fields?: string[] } | null;
}

/** A body as an author writes it: what is left out is as usual. */
export type Draft = z.input<typeof templateBodySchema>;

export type ConditionDraft = z.input<typeof conditionSchema>;

/** A body with all that its draft leaves out, and the outputs that its chain gives. */
export function written(draft: Draft): TemplateBody {
  return withResult(templateBodySchema.parse(draft));
}
