"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { PreviewChoiceFieldsProps } from "#components/templates/preview-choice-fields.tsx";
import type { ConversationDraft } from "./conversation-draft.ts";
import { ConversationView } from "./conversation-view.tsx";
import { StartConversation } from "./start-conversation.tsx";

/** Stands for a conversation that is not begun. */
export const NEW_CONVERSATION = "new";

/** Talking with a model about a row, beside the draft whose prompt it gets. */
export function ConversationPane({
  open,
  onOpen,
  draft,
  ...fields
}: Omit<PreviewChoiceFieldsProps, "body" | "needsModel"> & {
  /** The conversation that is open, or `NEW_CONVERSATION`. */
  open: string;
  onOpen: (id: string) => void;
  draft: ConversationDraft;
}) {
  const t = useTranslations("conversations");
  const place = useRef<HTMLElement>(null);
  // On a phone it stands below the sections, where nobody who comes for it would see it.
  useEffect(() => {
    place.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return (
    <section
      ref={place}
      aria-label={t("title")}
      className="flex scroll-mt-16 flex-col rounded-lg border border-line bg-surface"
    >
      {open === NEW_CONVERSATION ? (
        <StartConversation draft={draft} onOpen={onOpen} {...fields} />
      ) : (
        <ConversationView key={open} id={open} draft={draft} onLeave={() => onOpen(NEW_CONVERSATION)} />
      )}
    </section>
  );
}
