"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { TextDiff } from "#components/templates/text-diff.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { MAX_SECTION_CHARS } from "#lib/templates/section.ts";
import type { Conversation } from "./conversation-answers.ts";
import type { ConversationDraft, DraftPrompt } from "./conversation-draft.ts";
import { type Keeping, keptIn, sectionOf } from "./keeping.ts";

/** Shows what an act changes in the draft, and saves it there. */
export function KeepDialog({
  keeping,
  conversation,
  draft,
  prompt,
  onDone,
}: {
  keeping: Keeping;
  conversation: Pick<Conversation, "dataset" | "rowNumber" | "language">;
  draft: ConversationDraft;
  /** The one that the conversation is about. */
  prompt: DraftPrompt;
  onDone: (kept: boolean) => void;
}) {
  const t = useTranslations("conversations.keep");
  const title = useTranslations("templates.sections");
  const cancel = useTranslations("common.action")("cancel");
  const [state, setState] = useState<"idle" | "saving" | "failed">("idle");
  const { dataset, rowNumber, language } = conversation;
  const preview = useQuery({
    ...api.templates.preview.queryOptions({
      input: {
        ...draft.body,
        language,
        ...(dataset && rowNumber !== null && { datasetId: dataset.id, rowNumber }),
      },
    }),
    enabled: keeping.act === "example",
  });
  const section = sectionOf(keeping);
  const row = preview.data?.row.values ?? {};
  const isReady = keeping.act !== "example" || preview.data !== undefined;
  const after = keptIn(prompt.sections, keeping, { inputs: draft.body.inputs, row });
  const isTooLong = after[section].length > MAX_SECTION_CHARS;
  const keep = async () => {
    setState("saving");
    prompt.change(after);
    if ((await draft.save()) === null) setState("failed");
    else onDone(true);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onDone(false))}
      width="lg"
      title={t(`title.${keeping.act}`, { section: title(`${section}.title`) })}
      description={t("about")}
      footer={
        <>
          <Button onClick={() => onDone(false)}>{cancel}</Button>
          <Button
            variant="primary"
            loading={state === "saving"}
            disabled={!isReady || isTooLong || state === "failed"}
            onClick={() => void keep()}
          >
            {t("save")}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {isReady ? (
          <div className="max-h-[50vh] overflow-auto rounded-md border border-line">
            <TextDiff
              before={prompt.sections[section]}
              after={after[section]}
              beforeLabel={t("before")}
              afterLabel={t("after")}
            />
          </div>
        ) : null}
        {isReady || preview.error ? null : <Skeleton className="h-32" />}
        <ProblemCallout error={preview.error} />
        {isTooLong ? <Callout tone="warning">{t("tooLong", { limit: MAX_SECTION_CHARS })}</Callout> : null}
        {state === "failed" ? <Callout tone="danger">{t("notSaved")}</Callout> : null}
      </div>
    </Dialog>
  );
}
