"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { NoteButton } from "#components/api/note-button.tsx";
import { showToast } from "#components/ui/toast.tsx";

/** Makes a decided item one to practise on, with what is told to whoever has answered. */
export function AddPracticeItem({ itemId }: { itemId: string }) {
  const t = useTranslations("review.practice");
  const add = useMutation(
    api.review.practice.add.mutationOptions({
      onSuccess: ({ added }) => showToast({ title: added > 0 ? t("addedOne") : t("addedBefore") }),
    }),
  );
  return (
    <NoteButton
      label={t("add")}
      title={t("addTitle")}
      field={t("why")}
      hint={t("whyHint")}
      optional
      pending={add.isPending}
      error={add.error}
      onSend={(why, close) => add.mutate({ itemId, why }, { onSuccess: close })}
    />
  );
}
