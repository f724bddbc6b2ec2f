import type { Db } from "#db/client.ts";
import { findTemplateByName, latestVersions } from "#db/queries/templates.ts";
import { AppError } from "#lib/app-error.ts";
import type { Actor } from "#lib/auth/actor.ts";
import { defaultLocale, type Locale } from "#lib/i18n/locales.ts";
import type { Result } from "#lib/result.ts";
import { addTemplate } from "./create-template.ts";
import { publishDraft } from "./publish-template.ts";
import type { Starter } from "./starters/starter.ts";
import { STARTERS } from "./starters/starters.ts";

const SEEDED = ["copy", "faq", "attributes", "titleTranslation"] as const;

export type SeededStarter = (typeof SEEDED)[number];

export interface SeededTemplate {
  templateId: string;
  versionId: string;
}

/**
 * Makes and publishes the starter templates that the sample needs, in the caller's transaction. One of that
 * name is left as it is, so that doing it again changes nothing.
 * @param actor must be an operator.
 */
export async function ensureStarterTemplates(
  tx: Db,
  actor: Actor,
  locale: Locale = defaultLocale,
): Promise<Record<SeededStarter, SeededTemplate>> {
  const seeded: Partial<Record<SeededStarter, SeededTemplate>> = {};
  for (const key of SEEDED) {
    const starter = STARTERS.find((candidate) => candidate.key === key);
    if (starter) seeded[key] = await ensureTemplate(tx, actor, starter, locale);
  }
  return seeded as Record<SeededStarter, SeededTemplate>;
}

async function ensureTemplate(
  tx: Db,
  actor: Actor,
  { name, description, bodies }: Starter,
  locale: Locale,
): Promise<SeededTemplate> {
  const known = await findTemplateByName(tx, name[locale]);
  const [version] = known ? await latestVersions(tx, [known.id]) : [];
  if (known && version) return { templateId: known.id, versionId: version.id };
  const templateId =
    known?.id ??
    given(
      await addTemplate(tx, actor, {
        name: name[locale],
        description: description[locale],
        ...bodies[locale],
      }),
    ).id;
  const { versionId } = given(await publishDraft(tx, actor, { templateId }));
  return { templateId, versionId };
}

function given<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new AppError("A starter template was refused.", { facts: { code: result.refusal.code } });
}
