"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { showToast } from "#components/ui/toast.tsx";
import { changesBetween } from "#lib/templates/changes.ts";
import { LastComparison } from "./last-comparison.tsx";
import { bodyOf, type EditedTemplate, type Problem } from "./template-view.ts";
import { useChangeName } from "./use-change-name.ts";
import type { Draft } from "./use-draft.ts";

export interface PublishDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  template: EditedTemplate;
  draft: Draft;
  problems: Problem[];
}

/** Makes a version of the draft: what changed since the last one, why, and what still stands in the way. */
export function PublishDialog({ open, onOpenChange, template, draft, problems }: PublishDialogProps) {
  const t = useTranslations("templates.publish");
  const common = useTranslations("common.action");
  const router = useRouter();
  const [note, setNote] = useState("");
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const errors = problems.filter(({ severity }) => severity === "error");
  const publish = async () => {
    setState({ busy: true, error: null });
    try {
      const revision = await draft.save();
      if (revision === null) {
        setState({ busy: false, error: null });
        return onOpenChange(false);
      }
      const { number } = await client.templates.publish({ id: template.id, note, revision });
      showToast({ title: t("done", { number }) });
      setNote("");
      setState({ busy: false, error: null });
      onOpenChange(false);
      router.refresh();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title", { number: (template.versions[0]?.number ?? 0) + 1 })}
      description={t("detail")}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{common("cancel")}</Button>
          <Button
            variant="primary"
            loading={state.busy}
            disabled={errors.length > 0}
            onClick={() => void publish()}
          >
            {t("confirm")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {errors.length > 0 ? (
          <Callout tone="danger" title={t("errors", { count: errors.length })}>
            <ul className="list-disc ps-4">
              {errors.map(({ code, message, place }) => (
                <li key={`${code}:${JSON.stringify(place)}`}>{message}</li>
              ))}
            </ul>
          </Callout>
        ) : null}
        {open ? <Changes template={template} draft={draft} /> : null}
        {open && template.versions.length > 0 ? <LastComparison templateId={template.id} /> : null}
        <Field label={t("note")} hint={t("noteHint")} optional>
          <Textarea
            rows={2}
            value={note}
            maxLength={2_000}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </Field>
        <ProblemCallout error={state.error} />
      </div>
    </Dialog>
  );
}

function Changes({ template, draft }: Pick<PublishDialogProps, "template" | "draft">) {
  const t = useTranslations("templates.publish");
  const nameOf = useChangeName();
  const latest = template.versions[0];
  const version = useQuery({
    ...api.templates.version.queryOptions({ input: { id: latest?.id ?? "" } }),
    enabled: latest !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
  if (!latest) return <p className="text-muted">{t("first")}</p>;
  if (!version) return null;
  const changes = changesBetween(bodyOf(version), draft.body);
  if (changes.length === 0)
    return <Callout tone="warning">{t("unchanged", { number: latest.number })}</Callout>;
  return (
    <div>
      <p className="font-medium">{t("changed", { number: latest.number })}</p>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-muted">
        {changes.map((change) => (
          <li key={change.path}>{nameOf(change)}</li>
        ))}
      </ul>
    </div>
  );
}
