import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { MemoryEntry } from "./memory-answers.ts";

/** One approved translation, whole, with where it comes from. */
export function MemoryEntryPanel({
  entry: { source, text, language, holds, item, template },
  pending,
  onArchive,
  onClose,
}: {
  entry: MemoryEntry;
  pending: boolean;
  /** `null` for who may not. */
  onArchive: (() => void) | null;
  onClose: () => void;
}) {
  const t = useTranslations("checks.memory");
  return (
    <SidePanel title={t("entry")} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <section aria-label={t("source")}>
          <h3 className="font-medium text-muted text-xs">{t("source")}</h3>
          <p className="wrap-anywhere whitespace-pre-wrap">{source}</p>
        </section>
        <section aria-label={t("text")}>
          <h3 className="font-medium text-muted text-xs">{t("text")}</h3>
          <p lang={language} className="wrap-anywhere whitespace-pre-wrap">
            {text}
          </p>
        </section>
        <p className="text-muted">{holds ? t("holdsHint", { template: template.name }) : t("undoneHint")}</p>
        {item ? (
          <TextLink href={`/batches/${item.batchId}?item=${item.batchId}.${item.seq}`}>
            {t("toItem")}
          </TextLink>
        ) : (
          <p className="text-muted">{t("fromFile")}</p>
        )}
        {onArchive ? (
          <Button className="self-start" loading={pending} onClick={onArchive}>
            {t("archive")}
          </Button>
        ) : null}
      </div>
    </SidePanel>
  );
}
