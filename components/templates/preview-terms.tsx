import { useTranslations } from "next-intl";
import { TextLink } from "#components/ui/text-link.tsx";
import { Disclosure } from "./disclosure.tsx";
import type { Preview } from "./use-preview.ts";

/** The terms that the row has, as the prompt tells of them; nothing for a template without glossaries. */
export function PreviewTerms({
  terms,
  glossaryIds,
}: Pick<Preview, "terms"> & { glossaryIds: readonly string[] }) {
  const t = useTranslations("templates.preview");
  if (glossaryIds.length === 0) return null;
  return (
    <div className="border-line border-b py-1">
      <Disclosure
        startsOpen
        label={<h3 className="font-medium text-muted text-xs">{t("terms", { count: terms.length })}</h3>}
      >
        <ul className="flex flex-col gap-1 text-xs">
          {terms.map(({ glossary, term, wanted, isKept }) => (
            <li key={`${glossary.id} ${term}`} className="flex items-baseline justify-between gap-2">
              <span className="min-w-0 break-words">
                {isKept ? t("termKept", { term }) : t("termWanted", { term, wanted })}
              </span>
              <TextLink href={`/settings/glossaries/${glossary.id}`}>
                {t("ofGlossary", { name: glossary.name, version: glossary.version })}
              </TextLink>
            </li>
          ))}
        </ul>
      </Disclosure>
    </div>
  );
}
