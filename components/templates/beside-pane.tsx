"use client";
import { useTranslations } from "next-intl";
import { parseAsInteger, parseAsString, useQueryState, useQueryStates } from "nuqs";
import { useEffect } from "react";
import type { ConversationDraft } from "#components/conversations/conversation-draft.ts";
import { ConversationPane, NEW_CONVERSATION } from "#components/conversations/conversation-pane.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { PreviewPane, type PreviewPaneProps } from "./preview-pane.tsx";

const ABOUT = {
  dataset: parseAsString,
  row: parseAsInteger,
  language: parseAsString,
  model: parseAsString,
};

/** Beside the sections: what goes out for a row, or a conversation about it. The one that is open stands in the address. */
export function BesidePane({ draft, ...preview }: PreviewPaneProps & { draft: ConversationDraft }) {
  const t = useTranslations("templates.beside");
  const [open, setOpen] = useQueryState("conversation", parseAsString);
  useRowOfAddress(preview.onChoose);
  const { body: _, step: __, ...fields } = preview;
  return (
    <Tabs
      label={t("label")}
      value={open === null ? "preview" : "conversation"}
      onValueChange={(tab) => void setOpen(tab === "preview" ? null : NEW_CONVERSATION)}
      tabs={[
        { value: "preview", label: t("preview"), content: <PreviewPane {...preview} /> },
        {
          value: "conversation",
          label: t("conversation"),
          content: (
            <ConversationPane
              open={open ?? NEW_CONVERSATION}
              onOpen={(id) => void setOpen(id)}
              draft={draft}
              {...fields}
            />
          ),
        },
      ]}
    />
  );
}

// Whoever comes from a cell of a trial looks at its row; afterwards the choice is theirs.
function useRowOfAddress(onChoose: PreviewPaneProps["onChoose"]): void {
  const [about, setAbout] = useQueryStates(ABOUT);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address counts once, as one comes
  useEffect(() => {
    const { dataset, row, language, model } = about;
    if (dataset === null && row === null && language === null && model === null) return;
    onChoose({
      ...(dataset !== null && { datasetId: dataset }),
      ...(row !== null && { rowNumber: row }),
      ...(language !== null && { language }),
      ...(model !== null && { modelId: model }),
    });
    void setAbout(null);
  }, []);
}
