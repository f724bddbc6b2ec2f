"use client";
import { FilePlus, FileText } from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { askForStarterLexicons } from "#lib/checks/lexicons/ask-for-starter-lexicons.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { EMPTY_SECTIONS } from "#lib/templates/section.ts";
import type { Starter } from "#lib/templates/starters/starter.ts";
import { STARTERS } from "#lib/templates/starters/starters.ts";
import type { TemplateBody } from "#lib/templates/template.ts";

const BLANK: TemplateBody = {
  sections: EMPTY_SECTIONS,
  inputs: [],
  outputs: [],
  steps: [],
  result: [],
  languages: [],
  checks: [],
  evaluators: [],
  rules: [],
  snippets: [],
  languageOverrides: {},
  glossaryIds: [],
  memory: null,
};

/** Where a template begins: a starter or a blank page, and a name. */
export function NewTemplate() {
  const t = useTranslations("templates.new");
  const locale = useLocale();
  const router = useRouter();
  const [starter, setStarter] = useState<Starter | null>(STARTERS[0] ?? null);
  const [name, setName] = useState<string | null>(null);
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const shownName = name ?? starter?.name[locale] ?? "";
  const create = async (event: FormEvent) => {
    event.preventDefault();
    setState({ busy: true, error: null });
    try {
      const { id } = await client.templates.create({
        name: shownName,
        description: starter?.description[locale] ?? "",
        ...(starter ? await bodyOf(starter, locale) : BLANK),
      });
      router.push(`/templates/${id}`);
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <form onSubmit={(event) => void create(event)} className="flex max-w-4xl flex-col gap-4">
      <fieldset className="min-w-0">
        <legend className="mb-2 font-medium">{t("start")}</legend>
        <div className="grid grid-cols-1 gap-2 sm:grid-cols-2 lg:grid-cols-3">
          {[...STARTERS, null].map((option) => (
            <StarterCard
              key={option?.key ?? "blank"}
              starter={option}
              chosen={option === starter}
              onChoose={() => setStarter(option)}
            />
          ))}
        </div>
      </fieldset>
      <Field label={t("name")} className="max-w-md">
        <Input value={shownName} onValueChange={setName} maxLength={200} required />
      </Field>
      <ProblemCallout error={state.error} />
      <div>
        <Button type="submit" variant="primary" loading={state.busy} disabled={shownName.trim() === ""}>
          {t("create")}
        </Button>
      </div>
    </form>
  );
}

// Its steps where it has several, then what comes of them.
function partsOf({ steps, outputs }: TemplateBody): string {
  const fields = outputs.map(({ name }) => name).join(", ");
  return steps.length > 0 ? `${steps.map(({ name }) => name).join(" → ")}: ${fields}` : fields;
}

async function bodyOf({ bodies, lexicons }: Starter, locale: Locale): Promise<TemplateBody> {
  const body = bodies[locale];
  if (!lexicons) return body;
  const { items } = await client.lexicons.list({});
  return { ...body, checks: [...body.checks, ...askForStarterLexicons(lexicons, items)] };
}

function StarterCard({
  starter,
  chosen,
  onChoose,
}: {
  starter: Starter | null;
  chosen: boolean;
  onChoose: () => void;
}) {
  const t = useTranslations("templates.new");
  const locale = useLocale();
  const Icon = starter ? FileText : FilePlus;
  return (
    <label
      className={cn(
        "flex cursor-pointer gap-2 rounded-lg border bg-surface p-3 hover:bg-hover",
        "has-focus-visible:outline-2 has-focus-visible:outline-accent",
        chosen ? "border-accent bg-accent-soft" : "border-line",
      )}
    >
      <input type="radio" name="starter" checked={chosen} onChange={onChoose} className="sr-only" />
      <Icon className="mt-0.5 size-4 shrink-0 text-muted" aria-hidden />
      <span className="min-w-0">
        <span className="block font-medium">{starter ? starter.name[locale] : t("blank")}</span>
        <span className="block text-muted text-xs">
          {starter ? starter.description[locale] : t("blankDetail")}
        </span>
        {starter ? (
          <span className="mt-1 block truncate font-mono text-faint text-xs">
            {partsOf(starter.bodies[locale])}
          </span>
        ) : null}
      </span>
    </label>
  );
}
