import type { ComponentProps } from "react";
import Markdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { Link } from "#components/ui/link.tsx";
import { linkInside, pictureFor } from "#lib/handbook/links.ts";
import type { Chapter, Handbook } from "#lib/handbook/read-handbook.ts";
import type { Locale } from "#lib/i18n/locales.ts";

const PICTURE = { width: 1440, height: 900 };
const linkStyle = "text-accent-text underline underline-offset-2 hover:no-underline";

/** A chapter of the handbook as a page shows it: no HTML of its own, links that stay in the product, pictures that are there. */
export function ChapterText({
  chapter,
  handbook,
  locale,
}: {
  chapter: Chapter;
  handbook: Handbook;
  locale: Locale;
}) {
  const anchorAt = (line: number | undefined) =>
    chapter.headings.find((heading) => heading.line === line)?.anchor;
  const components: Components = {
    // The page has it as its own.
    h1: () => null,
    h2: ({ children, node }) => (
      <h2
        id={anchorAt(node?.position?.start.line)}
        className="mt-8 mb-2 scroll-mt-16 border-line border-b pb-1 font-semibold text-lg"
      >
        {children}
      </h2>
    ),
    h3: ({ children, node }) => (
      <h3 id={anchorAt(node?.position?.start.line)} className="mt-5 mb-1 scroll-mt-16 font-semibold">
        {children}
      </h3>
    ),
    p: ({ children }) => <p className="my-3">{children}</p>,
    ul: ({ children }) => <ul className="my-3 flex list-disc flex-col gap-1 ps-5">{children}</ul>,
    ol: ({ children }) => <ol className="my-3 flex list-decimal flex-col gap-1 ps-5">{children}</ol>,
    a: ({ href = "", children }) => {
      const inside = linkInside(href, chapter, handbook);
      if (inside === null) return <span>{children}</span>;
      return (
        <Link href={inside} className={linkStyle}>
          {children}
        </Link>
      );
    },
    img: ({ src = "", alt = "" }) => {
      const file = pictureFor(String(src), locale, handbook);
      return file === null ? null : (
        // biome-ignore lint/performance/noImgElement: a file as it is, of a known size
        <img
          {...PICTURE}
          src={`/help/pictures/${file}`}
          alt={alt}
          loading="lazy"
          className="h-auto w-full rounded-md border border-line"
        />
      );
    },
    code: ({ children }) => (
      <code className="break-words rounded-sm bg-sunken px-1 font-mono text-xs">{children}</code>
    ),
    pre: ({ children }) => (
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keyboard
        tabIndex={0}
        className="my-3 overflow-x-auto rounded-md border border-line bg-sunken p-3 text-xs [&_code]:bg-transparent [&_code]:p-0"
      >
        {children}
      </pre>
    ),
    table: ({ children }) => <ScrollingTable>{children}</ScrollingTable>,
    th: ({ children }) => (
      <th scope="col" className="border-line border-b px-2 py-1 text-start align-top font-medium text-muted">
        {children}
      </th>
    ),
    td: ({ children }) => (
      <td className="border-line border-b px-2 py-1 align-top last:min-w-48">{children}</td>
    ),
    blockquote: ({ children }) => (
      <blockquote className="my-3 border-line-strong border-s-2 ps-3 text-muted">{children}</blockquote>
    ),
  };
  return (
    <Markdown remarkPlugins={[remarkGfm]} components={components} skipHtml>
      {chapter.text}
    </Markdown>
  );
}

function ScrollingTable({ children }: Pick<ComponentProps<"table">, "children">) {
  return (
    <div
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrollable by keyboard
      tabIndex={0}
      className="my-3 overflow-x-auto rounded-md border border-line"
    >
      <table className="w-full border-collapse [&_tbody_tr:last-child_td]:border-b-0">{children}</table>
    </div>
  );
}
