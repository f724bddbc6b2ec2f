"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { api } from "#components/api/client.ts";
import { useKnownAnswer } from "#components/api/use-known-answer.ts";
import type { ConversationDraft } from "#components/conversations/conversation-draft.ts";
import { ImprovementsPanel } from "#components/improvements/improvements-panel.tsx";
import type { OfferedCollection } from "#lib/knowledge/offered-collection.ts";
import { isGenerating } from "#lib/templates/steps.ts";
import type { OfferedTool } from "#lib/tools/tool.ts";
import { BackupCallout } from "./backup-callout.tsx";
import { BesidePane } from "./beside-pane.tsx";
import { ChecksPanel } from "./checks-panel.tsx";
import { EditorHeader } from "./editor-header.tsx";
import { EvaluatorsPanel } from "./evaluators-panel.tsx";
import { GlossariesPanel } from "./glossaries-panel.tsx";
import { InputsPanel } from "./inputs-panel.tsx";
import { LanguagesPanel } from "./languages-panel.tsx";
import { MemoryPanel } from "./memory-panel.tsx";
import { OutputsPanel } from "./outputs-panel.tsx";
import { PreviewPane } from "./preview-pane.tsx";
import { RegressionSetsPanel } from "./regression-sets-panel.tsx";
import { ResultPanel } from "./result-panel.tsx";
import { RulesPanel } from "./rules-panel.tsx";
import { SectionsPanel } from "./sections-panel.tsx";
import { SnippetsPanel } from "./snippets-panel.tsx";
import { stepInHand, withStep } from "./step-in-hand.ts";
import { StepsPanel } from "./steps-panel.tsx";
import type {
  DatasetChoice,
  EditedTemplate,
  GlossaryList,
  LexiconList,
  PreviewModel,
} from "./template-view.ts";
import { type Draft, useDraft } from "./use-draft.ts";
import { usePreviewChoice } from "./use-preview-choice.ts";
import { useProblems } from "./use-problems.ts";
import { useSnippets } from "./use-snippets.ts";
import { VersionsPanel } from "./versions-panel.tsx";

export interface TemplateEditorProps {
  template: EditedTemplate;
  datasets: DatasetChoice[];
  /** Whether there are no others. */
  hasAllDatasets: boolean;
  models: PreviewModel[];
  tools: readonly OfferedTool[];
  collections: readonly OfferedCollection[];
  lexicons: LexiconList;
  glossaries: GlossaryList;
  memberId: string;
  mayWrite: boolean;
  mayApprove: boolean;
  mayConverse: boolean;
}

/** A template's draft: what it reads, what it says, what it asks for, and what goes out for a real row. */
export function TemplateEditor({
  template,
  datasets,
  hasAllDatasets,
  models,
  tools,
  collections,
  lexicons,
  glossaries,
  memberId,
  mayWrite,
  mayApprove,
  mayConverse,
}: TemplateEditorProps) {
  const t = useTranslations("templates.editor");
  const { draft } = template;
  useKnownAnswer(api.lexicons.list.queryOptions({ input: {} }), lexicons);
  useKnownAnswer(api.glossaries.list.queryOptions({ input: {} }), glossaries);
  const edited = useDraft(template.id, draft, memberId);
  const { body, change, save } = edited;
  const offered = useMemo(
    () => (hasAllDatasets ? datasets.map((one) => ({ ...one, isArchived: false })) : undefined),
    [datasets, hasAllDatasets],
  );
  const { library, whole } = useSnippets(body);
  const problems = useProblems(whole, tools, collections, offered);
  const readOnly = !mayWrite || template.archived;
  const [place, choosePlace] = useState(0);
  const inHand = stepInHand(whole, problems, place);
  const [choice, choose] = usePreviewChoice(
    template.id,
    body.inputs,
    datasets,
    models,
    body.languages[0] ?? "en",
  );
  const dataset = useQuery({
    ...api.datasets.get.queryOptions({ input: { id: choice.datasetId ?? "" } }),
    enabled: choice.datasetId !== null,
    staleTime: 60_000,
  }).data;
  const chosen = dataset && choice.datasetId ? dataset : null;
  const writing = models.filter(({ kind }) => kind === "text");
  const preview = { body, datasets, models, choice, step: inHand?.place ?? null, onChoose: choose };

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "s" || !(event.metaKey || event.ctrlKey) || event.defaultPrevented)
        return;
      event.preventDefault();
      void save();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [save]);

  return (
    <>
      <EditorHeader template={template} draft={edited} problems={problems} readOnly={readOnly} />
      {readOnly ? null : <BackupCallout draft={edited} />}
      <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem] xl:grid-cols-[17rem_minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-4 lg:order-last xl:order-first">
          <InputsPanel
            inputs={body.inputs}
            onChange={(inputs) => change({ inputs })}
            dataset={chosen}
            problems={problems}
            readOnly={readOnly}
          />
          {inHand ? (
            <>
              {isGenerating(inHand.step) ? (
                <OutputsPanel
                  key={inHand.place}
                  of={inHand.step.name}
                  outputs={inHand.step.outputs}
                  onChange={(outputs) => change(withStep(body, inHand.place, { outputs }))}
                  problems={inHand.problems}
                  readOnly={readOnly}
                />
              ) : null}
              <ResultPanel {...{ body, problems, readOnly }} onChange={(result) => change({ result })} />
            </>
          ) : (
            <OutputsPanel
              outputs={body.outputs}
              onChange={(outputs) => change({ outputs })}
              problems={problems}
              readOnly={readOnly}
            />
          )}
          <LanguagesPanel
            body={body}
            models={writing}
            onChange={change}
            problems={problems}
            readOnly={readOnly}
          />
          <GlossariesPanel
            glossaryIds={body.glossaryIds}
            onChange={(glossaryIds) => change({ glossaryIds })}
            readOnly={readOnly}
          />
          <MemoryPanel
            templateId={template.id}
            body={body}
            onChange={(memory) => change({ memory })}
            problems={problems}
            readOnly={readOnly}
          />
          <ChecksPanel
            checks={body.checks}
            evaluators={body.evaluators}
            models={writing}
            fields={body.outputs.map(({ name }) => name)}
            columns={body.inputs.map(({ name }) => name)}
            onChange={(checks) => change({ checks })}
            problems={problems}
            readOnly={readOnly}
          />
          <EvaluatorsPanel
            templateId={template.id}
            models={writing}
            body={body}
            onChange={(evaluators) => change({ evaluators })}
            dataset={chosen}
            problems={problems}
            readOnly={readOnly}
          />
          <SnippetsPanel
            used={whole.snippets}
            library={library}
            onChange={(snippets) => change({ snippets })}
            readOnly={readOnly}
          />
        </div>
        <section aria-label={t("sections")} className="flex min-w-0 flex-col gap-4">
          {inHand ? (
            <StepsPanel
              {...{ body, inHand, models, tools, collections, datasets, problems, readOnly }}
              onChange={change}
              onChoose={choosePlace}
            />
          ) : null}
          {inHand && !isGenerating(inHand.step) ? null : (
            <SectionsPanel
              key={inHand?.place}
              body={inHand?.body ?? body}
              earlier={inHand?.earlier}
              onChange={(sections) =>
                change(inHand ? withStep(body, inHand.place, { sections }) : { sections })
              }
              onSave={() => void save()}
              dataset={chosen}
              snippets={library}
              problems={inHand?.problems ?? problems}
              readOnly={readOnly}
            />
          )}
          <RulesPanel body={body} onChange={change} problems={problems} readOnly={readOnly} />
        </section>
        <div className="flex min-w-0 flex-col gap-4">
          {mayConverse ? (
            <BesidePane {...preview} draft={conversationDraft(template.id, edited, readOnly)} />
          ) : (
            <PreviewPane {...preview} />
          )}
          <VersionsPanel {...{ template, memberId, mayApprove, readOnly }} draft={edited} />
          <RegressionSetsPanel templateId={template.id} />
          {readOnly ? null : <ImprovementsPanel templateId={template.id} />}
        </div>
      </div>
    </>
  );
}

function conversationDraft(templateId: string, draft: Draft, readOnly: boolean): ConversationDraft {
  const { body, revision, saveState, change, save } = draft;
  return {
    ...{ templateId, body, revision, readOnly, save },
    isUnsaved: saveState.kind !== "saved",
    promptOf: (name) => {
      if (body.steps.length === 0 && name === null)
        return { sections: body.sections, change: (sections) => change({ sections }) };
      const step = body.steps.filter(isGenerating).find((one) => name === null || one.name === name);
      if (!step) return null;
      const place = body.steps.indexOf(step);
      return {
        sections: step.sections,
        change: (sections) => change(withStep(body, place, { sections })),
      };
    },
  };
}
