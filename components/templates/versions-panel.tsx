"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { DateTime } from "#components/ui/date-time.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { AskForProduction, ProductionLabel } from "./production-label.tsx";
import type { EditedTemplate, PublishedVersion } from "./template-view.ts";
import type { Draft } from "./use-draft.ts";

export interface VersionsPanelProps {
  template: EditedTemplate;
  draft: Draft;
  readOnly: boolean;
  memberId: string;
  mayApprove: boolean;
}

/** Published versions: who, when, why; each can be compared with the draft and put back into it. */
export function VersionsPanel({ template, draft, readOnly, memberId, mayApprove }: VersionsPanelProps) {
  const t = useTranslations("templates.versions");
  const [restoring, setRestoring] = useState<PublishedVersion | null>(null);
  return (
    <section aria-label={t("title")} className="rounded-lg border border-line bg-surface">
      <h2 className="flex min-h-10 items-center border-line border-b px-3 font-semibold">{t("title")}</h2>
      {template.versions.length === 0 ? (
        <p className="p-3 text-muted">{t("empty")}</p>
      ) : (
        template.labels.map((label) => (
          <ProductionLabel key={label.label} {...{ template, label, memberId, mayApprove }} />
        ))
      )}
      <ol className="divide-y divide-line">
        {template.versions.map((version) => (
          <li key={version.id} className="px-3 py-2">
            <div className="flex items-baseline gap-2">
              <span className="font-medium">{t("number", { number: version.number })}</span>
              <span className="truncate text-muted text-xs">
                {version.publishedBy ?? ""} <DateTime iso={version.publishedAt} />
              </span>
            </div>
            {version.note ? (
              <p className="whitespace-pre-wrap break-words text-muted">{version.note}</p>
            ) : null}
            <div className="mt-1 flex flex-wrap gap-3 text-xs">
              <TextLink href={`/templates/${template.id}/compare?from=${version.id}`}>
                {t("compare")}
              </TextLink>
              {readOnly ? null : (
                <button
                  type="button"
                  className="rounded-sm text-accent-text underline-offset-2 hover:underline"
                  onClick={() => setRestoring(version)}
                >
                  {t("restore")}
                </button>
              )}
              <TextLink href={`/trials/new?templateVersionId=${version.id}`}>{t("trial")}</TextLink>
              {readOnly
                ? null
                : template.labels.map((label) => (
                    <AskForProduction
                      key={label.label}
                      templateId={template.id}
                      versionId={version.id}
                      label={label}
                    />
                  ))}
            </div>
          </li>
        ))}
      </ol>
      {restoring ? (
        <RestoreDialog
          templateId={template.id}
          version={restoring}
          draft={draft}
          onClose={() => setRestoring(null)}
        />
      ) : null}
    </section>
  );
}

function RestoreDialog({
  templateId,
  version,
  draft,
  onClose,
}: {
  templateId: string;
  version: PublishedVersion;
  draft: Draft;
  onClose: () => void;
}) {
  const t = useTranslations("templates.versions");
  const router = useRouter();
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const restore = async () => {
    setState({ busy: true, error: null });
    try {
      const revision = await draft.save();
      // What could not be saved is not to be lost: the editor says why.
      if (revision === null) return onClose();
      await client.templates.restore({ id: templateId, versionId: version.id, revision });
      await draft.reload();
      router.refresh();
      onClose();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("restoreTitle", { number: version.number })}
      description={t("restoreDetail")}
      confirmLabel={t("restore")}
      busy={state.busy}
      onConfirm={() => void restore()}
    >
      <ProblemCallout error={state.error} />
    </ConfirmDialog>
  );
}
