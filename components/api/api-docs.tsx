import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Code } from "#components/ui/code.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import type { Tone } from "#components/ui/tone.ts";
import type { ApiDocument, ApiOperation } from "#lib/api/api-document.ts";

const METHOD_TONE: Record<string, Tone> = {
  GET: "info",
  POST: "success",
  PUT: "warning",
  PATCH: "warning",
  DELETE: "danger",
};

/** The REST API for people to read, made from the very document that machines read. */
export function ApiDocs({ version, groups }: ApiDocument) {
  const t = useTranslations("apiDocs");
  return (
    <main id="main" className="mx-auto max-w-5xl px-4 py-6">
      <PageHeader
        breadcrumbs={[{ label: "Presswork", href: "/" }]}
        title={t("title")}
        facts={[
          t("version", { version }),
          <a key="document" className="text-accent-text underline" href="/api/v1/openapi.json">
            {t("document")}
          </a>,
        ]}
      />
      <ul className="mb-6 list-disc space-y-1 ps-5">
        <li>{t.rich("signIn", { code })}</li>
        <li>{t.rich("errors", { code })}</li>
        <li>{t.rich("lists", { code })}</li>
        <li>{t.rich("repeats", { code })}</li>
      </ul>
      <nav aria-label={t("contents")} className="mb-6">
        <ul className="flex flex-wrap gap-x-4 gap-y-1">
          {groups.map(({ tag, operations }) => (
            <li key={tag}>
              <a className="inline-block min-h-6 text-accent-text hover:underline" href={`#${anchor(tag)}`}>
                {tag} <span className="text-muted">{operations.length}</span>
              </a>
            </li>
          ))}
        </ul>
      </nav>
      {groups.map(({ tag, operations }) => (
        <section key={tag} className="mb-8">
          <h2 id={anchor(tag)} className="mb-2 scroll-mt-4 font-semibold text-lg">
            {tag}
          </h2>
          <div className="divide-y divide-line overflow-hidden rounded-md border border-line bg-surface">
            {operations.map((operation) => (
              <Operation key={`${operation.method} ${operation.path}`} {...operation} />
            ))}
          </div>
        </section>
      ))}
    </main>
  );
}

function Operation({ method, path, summary, description, parameters, body, answers }: ApiOperation) {
  const t = useTranslations("apiDocs");
  return (
    <details className="group">
      <summary className="flex min-h-9 cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 px-3 py-1.5 hover:bg-sunken">
        <ChevronRight
          className="-me-1 size-3.5 shrink-0 text-muted transition-transform group-open:rotate-90"
          aria-hidden
        />
        <Badge tone={METHOD_TONE[method]} className="w-14 justify-center font-mono">
          {method}
        </Badge>
        <span className="break-all font-mono text-xs">{path}</span>
        <span className="text-muted">{summary}</span>
      </summary>
      <div className="space-y-3 px-3 pt-1 pb-4">
        {description ? <p>{description}</p> : null}
        {parameters.length > 0 ? (
          <Part title={t("parameters")}>
            <ul className="space-y-1">
              {parameters.map(({ name, place, required, type, description: meaning }) => (
                <li key={`${place} ${name}`}>
                  <Code>{name}</Code> <span className="text-muted">{`${place} · ${type}`}</span>
                  {required ? <span className="text-muted"> · {t("required")}</span> : null}
                  {meaning ? <span> — {meaning}</span> : null}
                </li>
              ))}
            </ul>
          </Part>
        ) : null}
        {body ? (
          <Part title={t("body", { type: body.contentType })}>
            <Code block>{body.text}</Code>
          </Part>
        ) : null}
        {answers.map(({ status, contentType, text }) => (
          <Part key={status} title={`${status} ${contentType}`}>
            {text ? <Code block>{text}</Code> : null}
          </Part>
        ))}
      </div>
    </details>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className="mb-1 font-medium text-muted text-xs">{title}</h3>
      {children}
    </div>
  );
}

function code(chunks: ReactNode) {
  return <Code>{chunks}</Code>;
}

function anchor(tag: string): string {
  return tag.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
