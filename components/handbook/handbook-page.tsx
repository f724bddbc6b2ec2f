import { useTranslations } from "next-intl";
import { Card } from "#components/ui/card.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { Handbook } from "#lib/handbook/read-handbook.ts";

/** The contents of the handbook: its chapters, and what each is about. */
export function HandbookPage({ handbook }: { handbook: Handbook }) {
  const t = useTranslations("help");
  return (
    <>
      <PageHeader title={t("handbook")} facts={[t("handbookHint")]} />
      <div className="grid max-w-5xl gap-3 md:grid-cols-2">
        {handbook.chapters.map(({ name, title, headings }) => (
          <Card
            key={name}
            title={
              <Link href={`/help/${name}`} className="hover:underline">
                {title}
              </Link>
            }
            actions={<span className="text-muted text-xs">{t(`reader.${name}`)}</span>}
          >
            <ul className="flex flex-wrap gap-x-4">
              {headings
                .filter(({ level }) => level === 2)
                .map((heading) => (
                  <li key={heading.anchor}>
                    <Link
                      href={`/help/${name}#${heading.anchor}`}
                      className="block min-h-6 content-center text-muted hover:text-text hover:underline"
                    >
                      {heading.title}
                    </Link>
                  </li>
                ))}
            </ul>
          </Card>
        ))}
      </div>
    </>
  );
}
