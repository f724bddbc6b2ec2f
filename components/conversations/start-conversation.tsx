"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { CreationKey } from "#components/api/creation-key.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import {
  PreviewChoiceFields,
  type PreviewChoiceFieldsProps,
} from "#components/templates/preview-choice-fields.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { isGenerating } from "#lib/templates/steps.ts";
import { Composer, type Said } from "./composer.tsx";
import type { ConversationDraft } from "./conversation-draft.ts";
import { FormerConversations } from "./former-conversations.tsx";
import { StepChoice } from "./step-choice.tsx";

/** The row and the model to talk about, the first thing to say, and the conversations there were. */
export function StartConversation({
  draft,
  onOpen,
  ...fields
}: Omit<PreviewChoiceFieldsProps, "body" | "needsModel"> & {
  draft: ConversationDraft;
  onOpen: (id: string) => void;
}) {
  const t = useTranslations("conversations.start");
  const queries = useQueryClient();
  const { choice } = fields;
  const asking = draft.body.steps.filter(isGenerating);
  const [wanted, setWanted] = useState<string | null>(null);
  const step = asking.find(({ name }) => name === wanted) ?? asking[0];
  const [keys] = useState(() => ({ start: new CreationKey(), say: new CreationKey() }));
  const [state, setState] = useState<{ busy: boolean; error: unknown; isUnsaved: boolean }>({
    ...{ busy: false, error: null, isUnsaved: false },
  });
  const begin = async (said: Said) => {
    if (choice.modelId === null) return false;
    setState({ busy: true, error: null, isUnsaved: false });
    if (draft.isUnsaved && (await draft.save()) === null) {
      setState({ busy: false, error: null, isUnsaved: true });
      return false;
    }
    try {
      const { datasetId, rowNumber, language, modelId } = choice;
      const about = datasetId === null ? {} : { datasetId, rowNumber };
      const spokenTo = step && asking.length > 1 ? { step: step.name } : {};
      const start = { templateId: draft.templateId, ...spokenTo, modelId, language, ...about };
      const { id } = await client.conversations.start(start, keys.start.for(start));
      const say = { id, ...said };
      await client.conversations.say(say, keys.say.for(say));
      keys.start.done();
      keys.say.done();
      await queries.invalidateQueries({ queryKey: api.conversations.key() });
      onOpen(id);
      return true;
    } catch (error) {
      setState({ busy: false, error, isUnsaved: false });
      return false;
    }
  };
  return (
    <>
      <div className="flex flex-col gap-2 p-3">
        <PreviewChoiceFields body={draft.body} {...fields} needsModel />
        {step && asking.length > 1 ? (
          <StepChoice steps={draft.body.steps} step={step} onChoose={setWanted} />
        ) : null}
        <p className="text-muted text-xs">{t("about")}</p>
      </div>
      {state.isUnsaved ? (
        <Callout tone="danger" className="mx-3 mb-3">
          {t("notSaved")}
        </Callout>
      ) : null}
      <ProblemCallout error={state.error} className="mx-3 mb-3" />
      {choice.modelId === null ? (
        <Callout tone="warning" className="mx-3 mb-3">
          {t("noModel")}
        </Callout>
      ) : null}
      <Composer
        isRunning={false}
        isSending={state.busy}
        disabled={choice.modelId === null}
        onSend={begin}
        onStop={() => {}}
      />
      <FormerConversations templateId={draft.templateId} onOpen={onOpen} />
    </>
  );
}
