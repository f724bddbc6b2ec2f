import { useTranslations } from "next-intl";
import { Link } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { Chapter, Handbook } from "#lib/handbook/read-handbook.ts";
import type { Locale } from "#lib/i18n/locales.ts";
import { ChapterText } from "./chapter-text.tsx";

/** A chapter of the handbook beside its contents and the other chapters. */
export function ChapterPage(props: { chapter: Chapter; handbook: Handbook; locale: Locale }) {
  const t = useTranslations("help");
  const { chapter, handbook } = props;
  return (
    <>
      <PageHeader title={chapter.title} breadcrumbs={[{ label: t("handbook"), href: "/help" }]} />
      <div className="grid items-start gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,46rem)_14rem]">
        <div className="min-w-0 [&>p:first-child]:mt-0">
          <ChapterText {...props} />
        </div>
        <div className="flex flex-col gap-5 text-muted lg:sticky lg:top-5 lg:order-last">
          <ListOfLinks
            title={t("onThisPage")}
            links={chapter.headings
              .filter(({ level }) => level === 2)
              .map(({ anchor, title }) => ({ href: `#${anchor}`, title }))}
          />
          <ListOfLinks
            title={t("chapters")}
            links={handbook.chapters
              .filter(({ name }) => name !== chapter.name)
              .map(({ name, title }) => ({ href: `/help/${name}`, title }))}
          />
        </div>
      </div>
    </>
  );
}

function ListOfLinks({ title, links }: { title: string; links: { href: string; title: string }[] }) {
  return (
    <nav aria-label={title}>
      <h2 className="mb-1 font-medium text-text">{title}</h2>
      <ul className="flex flex-col">
        {links.map((link) => (
          <li key={link.href}>
            <Link href={link.href} className="block min-h-6 content-center hover:text-text hover:underline">
              {link.title}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
