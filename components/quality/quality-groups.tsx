"use client";
import { useLocale, useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { modelName } from "#components/models/model-name.ts";
import { outputsHref } from "#components/outputs/output-address.ts";
import { languageName } from "#components/templates/language-name.ts";
import { DataTable } from "#components/ui/data-table.tsx";
import type { DataTableColumn } from "#components/ui/data-table-column.ts";
import { Duration } from "#components/ui/duration.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { Select } from "#components/ui/select.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { OutputFilter } from "#lib/outputs/filter-schema.ts";
import { REJECT_REASONS } from "#lib/review/reject-reason.ts";
import { AgreementText, ProbesText } from "./agreement-text.tsx";
import type { QualityDimension, QualityGroup, QualityReport } from "./quality-answers.ts";

const DIMENSIONS = ["reviewer", "template", "model", "language"] as const;

export interface QualityGroupsProps {
  report: QualityReport;
  groupBy: QualityDimension;
  /** What the whole report is about. */
  filter: OutputFilter;
}

/** The figures of each reviewer, template, model or language: pace stands beside accuracy, never alone. */
export function QualityGroups({ report, groupBy, filter }: QualityGroupsProps) {
  const t = useTranslations("quality");
  const reasons = useTranslations("review.reason");
  const locale = useLocale();
  const [, setGroupBy] = useQueryState(
    "groupBy",
    parseAsString.withOptions({ shallow: false, history: "replace", scroll: false }),
  );
  const nameOf = ({ key, label, detail }: QualityGroup) => {
    if (groupBy === "language") return languageName(key, locale);
    return groupBy === "model" ? modelName({ name: label, provider: detail ?? "" }) : label || key.slice(-8);
  };
  const filterOf = ({ key }: QualityGroup): OutputFilter => ({ ...filter, ...KEY_FILTERS[groupBy](key) });
  const columns: DataTableColumn<QualityGroup>[] = [
    { id: "name", header: t(`by.${groupBy}`), grow: true, cell: (group) => nameOf(group) },
    {
      id: "decisions",
      header: t("decisions"),
      align: "end",
      cell: (group) => (
        <TextLink href={outputsHref(filterOf(group))}>
          <NumberText value={group.decisions} />
        </TextLink>
      ),
    },
    {
      id: "rejected",
      header: t("rejectedShare"),
      align: "end",
      cell: ({ decisions, rejected }) => (
        <NumberText value={decisions > 0 ? rejected / decisions : null} percent />
      ),
    },
    {
      id: "reason",
      header: t("mainReason"),
      cell: (group) => {
        const main = mainReason(group);
        return main ? (
          <TextLink href={outputsHref({ ...filterOf(group), reason: main })}>
            {reasons(main)} <NumberText value={group.rejectReasons[main]} />
          </TextLink>
        ) : (
          "—"
        );
      },
    },
    { id: "agreement", header: t("agreement"), align: "end", cell: (group) => <AgreementText {...group} /> },
    { id: "probes", header: t("probes"), align: "end", cell: (group) => <ProbesText {...group} /> },
    {
      id: "pace",
      header: t("pace"),
      align: "end",
      cell: ({ medianSeconds }) => <Duration ms={medianSeconds === null ? null : medianSeconds * 1_000} />,
    },
    {
      id: "edited",
      header: t("edited"),
      align: "end",
      hidden: true,
      cell: ({ edited }) => <NumberText value={edited} />,
    },
    {
      id: "escalated",
      header: t("escalated"),
      align: "end",
      hidden: true,
      cell: ({ escalated }) => <NumberText value={escalated} />,
    },
  ];
  return (
    <DataTable
      label={t("groups")}
      columns={columns}
      rows={report.groups}
      rowKey={({ key }) => key}
      storageKey="quality-groups"
      toolbar={
        <Select
          size="sm"
          aria-label={t("groupBy")}
          value={groupBy}
          options={DIMENSIONS.map((value) => ({ value, label: t(`by.${value}`) }))}
          onValueChange={(value) => void setGroupBy(value)}
        />
      }
    />
  );
}

const KEY_FILTERS: Record<QualityDimension, (key: string) => OutputFilter> = {
  reviewer: (decidedBy) => ({ decidedBy }),
  template: (templateId) => ({ templateId }),
  model: (modelId) => ({ modelId }),
  language: (language) => ({ language }),
};

function mainReason({ rejectReasons }: QualityGroup) {
  const known = REJECT_REASONS.map(({ code }) => code).filter((code) => (rejectReasons[code] ?? 0) > 0);
  return known.sort((a, b) => (rejectReasons[b] ?? 0) - (rejectReasons[a] ?? 0))[0] ?? null;
}
