"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { NoteButton } from "#components/api/note-button.tsx";

/** Sends a decided item back to review, with a note that says why. */
export function ReopenItem({ itemId, onReopened }: { itemId: string; onReopened: () => void }) {
  const t = useTranslations("batches.reopen");
  const reopen = useMutation(api.review.reopen.mutationOptions({ onSuccess: onReopened }));
  return (
    <NoteButton
      label={t("open")}
      title={t("title")}
      field={t("note")}
      hint={t("hint")}
      pending={reopen.isPending}
      error={reopen.error}
      onSend={(note, close) => reopen.mutate({ itemId, note }, { onSuccess: close })}
    />
  );
}
