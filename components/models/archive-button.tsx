"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api } from "#components/api/client.ts";
import { ConfirmChange } from "#components/api/confirm-change.tsx";
import { Button } from "#components/ui/button.tsx";
import { showToast } from "#components/ui/toast.tsx";

export interface ArchiveButtonProps {
  /** The provider or model. */
  of: { id: string; name: string };
  /** On the button and in the dialog: the verb. */
  label: string;
  /** What goes with it. */
  hint: string;
  archive: (input: { id: string }) => Promise<unknown>;
  onDone: () => void;
}

/** Takes a provider or a model out of use after asking; what is refused is told in the dialog. */
export function ArchiveButton({ of: { id, name }, label, hint, archive, onDone }: ArchiveButtonProps) {
  const t = useTranslations("models");
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button onClick={() => setAsking(true)}>{label}</Button>
      <ConfirmChange
        open={asking}
        onOpenChange={setAsking}
        title={t("archiveOne", { name })}
        description={hint}
        confirmLabel={label}
        danger
        change={archive}
        input={{ id }}
        touches={[api.providers.key(), api.models.key()]}
        onDone={() => {
          showToast({ title: t("archivedToast", { name }) });
          onDone();
        }}
      />
    </>
  );
}
