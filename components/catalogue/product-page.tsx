"use client";
import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { languageName } from "#components/templates/language-name.ts";
import { ChangedFields } from "#components/ui/changed-fields.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { MoneyText } from "#components/ui/money.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SimulatedMark } from "#components/ui/simulated-mark.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { valueSummary } from "#components/ui/value-summary.ts";
import type { ProductDetail } from "./catalogue-answers.ts";
import { pictureAddress } from "./picture-address.ts";
import { PictureThumb } from "./picture-thumb.tsx";
import { withPlainName } from "./plain-field-name.ts";

const PICTURE_PX = 96;

/** One product: what is known of it, everything that was ever made of it by language, and how it changed. */
export function ProductPage({ product }: { product: ProductDetail }) {
  const t = useTranslations("catalogue.product");
  const fields = useTranslations("catalogue.products");
  const types = useTranslations("catalogue.types");
  const tabs = useTranslations("catalogue.tabs");
  const states = useTranslations("batches.reviewState");
  const locale = useLocale();
  const facts: [string, string | null][] = [
    [fields("gtin"), product.gtin],
    [fields("category"), product.category],
    [fields("country"), product.countries.join(", ") || null],
    [fields("language"), product.languages.join(", ") || null],
  ];
  const attributes = Object.entries(product.attributes);
  const typeOf = (attribute: string) => product.types[attribute] ?? "text";
  const stateOf = (state: string) => {
    const known = state as "approved";
    return states.has(known) ? states(known) : state;
  };
  return (
    <>
      <PageHeader
        breadcrumbs={[{ label: tabs("label"), href: "/catalogue" }]}
        title={product.title ?? product.key}
        facts={[
          <span key="key" className="font-mono text-xs">
            {product.key}
          </span>,
          <DateTime key="changed" iso={product.changedAt} relative />,
        ]}
      />
      <div className="flex flex-col gap-6">
        <Section title={t("facts")}>
          <dl className="grid grid-cols-[max-content_1fr] gap-x-4 gap-y-1">
            {facts.map(([name, value]) => (
              <div key={name} className="contents">
                <dt className="text-muted">{name}</dt>
                <dd className="break-words">{value ?? <span className="text-faint">{t("missing")}</span>}</dd>
              </div>
            ))}
          </dl>
          {product.pictures.length > 0 ? (
            <ul className="mt-3 flex flex-wrap gap-2" aria-label={t("pictures")}>
              {product.pictures.map(({ url, assetId, width, height }) => (
                <li key={url ?? assetId} className="text-muted text-xs">
                  <PictureThumb url={pictureAddress({ url, assetId })} size={PICTURE_PX} />
                  {width && height ? (
                    <div className="figures">
                      {width} × {height}
                    </div>
                  ) : null}
                </li>
              ))}
            </ul>
          ) : null}
        </Section>
        <Section title={t("made")}>
          {product.languagesMade.length === 0 ? (
            <EmptyState title={t("nothingMade")} cause={t("nothingMadeCause")} />
          ) : (
            <>
              <DataTable
                plain
                className="mb-3"
                label={t("language")}
                rows={product.languagesMade}
                rowKey={({ language, paid }) => `${language}.${paid.currency}`}
                columns={[
                  {
                    id: "language",
                    header: t("language"),
                    grow: true,
                    cell: ({ language }) => languageName(language, locale),
                  },
                  {
                    id: "made",
                    header: t("count"),
                    align: "end",
                    cell: ({ made }) => <NumberText value={made} />,
                  },
                  {
                    id: "approved",
                    header: t("approved"),
                    align: "end",
                    cell: ({ approved }) => <NumberText value={approved} />,
                  },
                  {
                    id: "published",
                    header: t("published"),
                    align: "end",
                    cell: ({ published }) => <NumberText value={published} />,
                  },
                  {
                    id: "paid",
                    header: t("paid"),
                    align: "end",
                    cell: ({ paid }) => <MoneyText value={paid} />,
                  },
                ]}
              />
              <DataTable
                label={t("made")}
                storageKey="product.outputs"
                rows={product.outputs}
                rowKey={({ itemId }) => itemId}
                rowHref={({ itemId }) => `/outputs?item=${itemId}`}
                columns={[
                  {
                    id: "output",
                    header: t("output"),
                    grow: true,
                    cell: ({ output, language, simulated }) => (
                      <span className="flex min-w-0 items-center gap-2">
                        <span className="min-w-0 truncate" lang={language}>
                          {valueSummary(Object.values(output ?? {})) || "—"}
                        </span>
                        {simulated ? <SimulatedMark /> : null}
                      </span>
                    ),
                  },
                  { id: "language", header: t("language"), width: "6rem", cell: ({ language }) => language },
                  {
                    id: "state",
                    header: t("state"),
                    width: "7rem",
                    cell: ({ reviewState }) => stateOf(reviewState),
                  },
                  { id: "template", header: t("template"), cell: ({ template }) => template.name },
                  { id: "batch", header: t("batch"), cell: ({ batch }) => batch.name },
                  {
                    id: "cost",
                    header: t("cost"),
                    align: "end",
                    cell: ({ cost }) => <MoneyText value={cost} />,
                  },
                  {
                    id: "published",
                    header: t("published"),
                    width: "8rem",
                    cell: ({ publishedAt }) =>
                      publishedAt ? <DateTime iso={publishedAt} relative /> : t("notPublished"),
                  },
                  {
                    id: "when",
                    header: t("when"),
                    width: "8rem",
                    cell: ({ endedAt }) => <DateTime iso={endedAt} relative />,
                  },
                ]}
              />
            </>
          )}
        </Section>
        <Section title={t("attributes")}>
          <DataTable
            plain
            label={t("attributes")}
            rows={attributes}
            rowKey={([name]) => name}
            empty={t("noAttributes")}
            columns={[
              { id: "name", header: t("name"), width: "16rem", cell: ([name]) => name },
              { id: "value", header: t("value"), grow: true, wrap: true, cell: ([, value]) => value },
              {
                id: "type",
                header: t("type"),
                width: "8rem",
                cell: ([name]) => types(typeOf(name)),
              },
            ]}
          />
        </Section>
        <Section title={t("history")}>
          {product.history.length === 0 ? <p className="text-muted">{t("noHistory")}</p> : null}
          <ol className="flex flex-col gap-3">
            {product.history.map((change) => (
              <li key={change.at}>
                <div className="mb-1 flex flex-wrap gap-3 text-muted text-xs">
                  <DateTime iso={change.at} />
                  {change.import ? (
                    <TextLink href={`/catalogue/imports/${change.import.id}`}>
                      {t("byImport", { file: change.import.fileName })}
                    </TextLink>
                  ) : (
                    <span>{t("byPush")}</span>
                  )}
                </div>
                <ChangedFields fields={change.fields.map(withPlainName)} />
              </li>
            ))}
          </ol>
        </Section>
      </div>
    </>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-2 font-semibold">{title}</h2>
      {children}
    </section>
  );
}
