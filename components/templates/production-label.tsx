"use client";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { EditedTemplate, TemplateLabel } from "./template-view.ts";

export interface ProductionLabelProps {
  template: EditedTemplate;
  label: TemplateLabel;
  memberId: string;
  mayApprove: boolean;
}

/** Which version is in production, and what waits for somebody else to approve it. */
export function ProductionLabel({
  template,
  label: { label, current, pending },
  memberId,
  mayApprove,
}: ProductionLabelProps) {
  const t = useTranslations("templates.label");
  const { act, busy, error } = useLabelAct();
  const place = { id: template.id, label };
  const isOwn = pending?.requestedBy.memberId === memberId;
  return (
    <section aria-label={t("title")} className="grid gap-2 border-line border-b px-3 py-2">
      <p>
        {current ? t("at", { number: current.number }) : t("none")}{" "}
        {current?.movedBy ? (
          <span className="text-muted">{t("moved", { name: current.movedBy })}</span>
        ) : null}
      </p>
      {pending ? (
        <Callout
          title={
            isOwn
              ? t("yours", { number: pending.number })
              : t("pending", { number: pending.number, name: pending.requestedBy.name ?? "" })
          }
        >
          <p>{isOwn ? t("yoursCause") : t("pendingCause")}</p>
          {pending.note ? <p className="whitespace-pre-wrap break-words">{pending.note}</p> : null}
          <div className="mt-2 flex flex-wrap items-center gap-2">
            {current ? (
              <TextLink
                href={`/templates/${template.id}/compare?from=${current.versionId}&to=${pending.versionId}`}
              >
                {t("compare")}
              </TextLink>
            ) : null}
            {mayApprove && !isOwn && !template.archived ? (
              <Button
                size="sm"
                loading={busy}
                onClick={() =>
                  act(() => client.templates.labels.approve({ ...place, versionId: pending.versionId }))
                }
              >
                {t("approve")}
              </Button>
            ) : null}
            {mayApprove && !template.archived ? (
              <Button
                size="sm"
                disabled={busy}
                onClick={() => act(() => client.templates.labels.withdraw(place))}
              >
                {t("withdraw")}
              </Button>
            ) : null}
          </div>
        </Callout>
      ) : null}
      <ProblemCallout error={error} />
    </section>
  );
}

/** Asks for a version to be put into production; nothing where it is there or waits to be. */
export function AskForProduction({
  templateId,
  label,
  versionId,
}: {
  templateId: string;
  label: TemplateLabel;
  versionId: string;
}) {
  const t = useTranslations("templates.label");
  const { act, busy, error } = useLabelAct();
  if (versionId === label.current?.versionId || versionId === label.pending?.versionId) return null;
  return (
    <>
      <button
        type="button"
        disabled={busy}
        className="rounded-sm text-accent-text underline-offset-2 hover:underline"
        onClick={() =>
          act(() => client.templates.labels.request({ id: templateId, label: label.label, versionId }))
        }
      >
        {t("ask")}
      </button>
      <ProblemCallout error={error} />
    </>
  );
}

// The page is read again afterwards: it holds the versions as well.
function useLabelAct() {
  const router = useRouter();
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const act = (change: () => Promise<unknown>) => {
    setState({ busy: true, error: null });
    change().then(
      () => {
        setState({ busy: false, error: null });
        router.refresh();
      },
      (error: unknown) => setState({ busy: false, error }),
    );
  };
  return { act, ...state };
}
