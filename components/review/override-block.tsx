"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { NoteButton } from "#components/api/note-button.tsx";
import { useCheckName } from "./use-check-name.ts";

/** Lets what one kind of check blocks pass, with a reason. */
export function OverrideBlock({
  itemId,
  check,
  onOverridden,
}: {
  itemId: string;
  check: string;
  onOverridden: () => void;
}) {
  const t = useTranslations("review.override");
  const name = useCheckName()(check);
  const queries = useQueryClient();
  const override = useMutation(
    api.review.override.mutationOptions({
      onSuccess: async () => {
        const touched = [api.review.key(), api.batches.key()];
        await Promise.all(touched.map((queryKey) => queries.invalidateQueries({ queryKey })));
        onOverridden();
      },
    }),
  );
  return (
    <NoteButton
      size="sm"
      label={t("open", { check: name })}
      submit={t("submit")}
      title={t("title", { check: name })}
      field={t("reason")}
      hint={t("hint")}
      pending={override.isPending}
      error={override.error}
      onSend={(reason, close) => override.mutate({ itemId, check, reason }, { onSuccess: close })}
    />
  );
}
