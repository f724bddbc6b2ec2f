import {
  Archive,
  Diff,
  Ellipsis,
  FileUp,
  FlaskConical,
  Layers,
  Pencil,
  ScanSearch,
  Split,
} from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { formatFileSize } from "#components/ui/file-size-format.ts";
import { LinkButton } from "#components/ui/link-button.tsx";
import { Menu, MenuItem, MenuLink } from "#components/ui/menu.tsx";
import { NumberText } from "#components/ui/number-text.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { holdsPictures } from "#lib/datasets/holds-pictures.ts";
import type { DatasetAnswer, DatasetSummary } from "./dataset-answer.ts";
import { DatasetStatus } from "./dataset-status.tsx";

export interface DatasetHeaderProps {
  dataset: DatasetAnswer;
  /** As its import goes on. */
  live: DatasetSummary;
  may: { write: boolean; trial: boolean; launch: boolean };
  onOpen: (dialog: "rename" | "archive" | "split") => void;
}

/** What a dataset is and where it came from, and what can be done with it as a whole. */
export function DatasetHeader({ dataset, live, may, onOpen }: DatasetHeaderProps) {
  const t = useTranslations("datasets");
  const locale = useLocale();
  const isUsable = dataset.status === "ready";
  const { id, version, versionOf, newerVersion } = dataset;
  return (
    <PageHeader
      breadcrumbs={[{ label: t("list.title"), href: "/datasets" }]}
      title={dataset.name}
      badge={<DatasetStatus dataset={{ status: dataset.status, errorCount: live.errorCount }} />}
      facts={[
        versionOf ? (
          <span key="version">
            {t("version.of", { version })}{" "}
            <TextLink href={`/datasets/${versionOf.id}`}>{versionOf.name}</TextLink>
          </span>
        ) : (
          version > 1 && <span key="version">{t("version.badge", { version })}</span>
        ),
        newerVersion && (
          <span key="newer">
            {t("version.newer", { version: newerVersion.version })}{" "}
            <TextLink href={`/datasets/${newerVersion.id}`}>{newerVersion.name}</TextLink>
          </span>
        ),
        <span key="rows">
          <NumberText value={live.rowCount} /> {t("facts.rows")}
        </span>,
        live.errorCount > 0 && (
          <span key="errors">
            <NumberText value={live.errorCount} /> {t("facts.leftOut")}
          </span>
        ),
        dataset.split && (
          <span key="split">
            {dataset.split.by === "share"
              ? t("split.byShares", { ...dataset.split.shares })
              : t("split.byColumn", { column: dataset.split.column })}
          </span>
        ),
        dataset.fileName && (
          <span key="file">
            {dataset.fileName} ({formatFileSize(dataset.progress.bytesTotal, locale)})
          </span>
        ),
        <span key="who">
          {dataset.createdBy.name} · <DateTime iso={dataset.createdAt} />
        </span>,
      ]}
      actions={
        <>
          {may.write || isUsable ? (
            <Menu trigger={<Button variant="ghost" icon={<Ellipsis aria-hidden />} aria-label={t("more")} />}>
              {may.write && isUsable && newerVersion === null ? (
                <MenuLink icon={<FileUp aria-hidden />} href={`/datasets/new?versionOf=${id}`}>
                  {t("version.import")}
                </MenuLink>
              ) : null}
              {isUsable ? (
                <MenuLink icon={<Diff aria-hidden />} href={`/datasets/${id}?view=changes`}>
                  {t("version.compare")}
                </MenuLink>
              ) : null}
              {may.write ? (
                <>
                  {isUsable ? (
                    <MenuItem icon={<Split aria-hidden />} onSelect={() => onOpen("split")}>
                      {t("split.action")}
                    </MenuItem>
                  ) : null}
                  <MenuItem icon={<Pencil aria-hidden />} onSelect={() => onOpen("rename")}>
                    {t("rename.action")}
                  </MenuItem>
                  <MenuItem icon={<Archive aria-hidden />} danger onSelect={() => onOpen("archive")}>
                    {t("archive.action")}
                  </MenuItem>
                </>
              ) : null}
            </Menu>
          ) : null}
          {may.write && isUsable && dataset.columns.some(holdsPictures) ? (
            <LinkButton href={`/images/reports?datasetId=${dataset.id}`} icon={<ScanSearch aria-hidden />}>
              {t("pictureReport")}
            </LinkButton>
          ) : null}
          {may.launch && isUsable ? (
            <LinkButton href={`/batches/new?datasetId=${dataset.id}`} icon={<Layers aria-hidden />}>
              {t("newBatch")}
            </LinkButton>
          ) : null}
        </>
      }
      primaryAction={
        may.trial && isUsable ? (
          <LinkButton
            variant="primary"
            href={`/trials/new?datasetId=${dataset.id}`}
            icon={<FlaskConical aria-hidden />}
          >
            {t("newTrial")}
          </LinkButton>
        ) : null
      }
    />
  );
}
