"use client";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import type { ConversationDraft } from "#components/conversations/conversation-draft.ts";
import { ConversationPane, NEW_CONVERSATION } from "#components/conversations/conversation-pane.tsx";
import { Tabs } from "#components/ui/tabs.tsx";
import { PreviewPane, type PreviewPaneProps } from "./preview-pane.tsx";

/** Beside the sections: what goes out for a row, or a conversation about it. The one that is open stands in the address. */
export function BesidePane({ draft, ...preview }: PreviewPaneProps & { draft: ConversationDraft }) {
  const t = useTranslations("templates.beside");
  const [open, setOpen] = useQueryState("conversation", parseAsString);
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
