"use client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { api } from "#components/api/client.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FileDrop } from "#components/ui/file-drop.tsx";
import { returnErrors } from "./return-errors.ts";
import { SendError } from "./send-file.ts";

/** Where the file of left-out rows comes back: what was taken of it stands there until it is closed. */
export function ReturnFileDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useTranslations("datasets.returnFile");
  const queries = useQueryClient();
  const send = useMutation({
    mutationFn: (file: File) => returnErrors(id, file),
    onSuccess: () => queries.invalidateQueries({ queryKey: api.datasets.key() }),
  });
  const problem = send.error instanceof SendError ? send.error.problem : null;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("title")}
      description={t("description")}
      footer={<Button onClick={onClose}>{t("close")}</Button>}
    >
      <div className="flex flex-col gap-3">
        {send.error ? <Callout tone="danger">{problem?.detail ?? t("connectionLost")}</Callout> : null}
        {send.data ? (
          <Callout
            tone={send.data.leftOut + send.data.unknown > 0 ? "warning" : "success"}
            title={t("mended", { count: send.data.mended })}
          >
            {send.data.leftOut > 0 ? <p>{t("leftOut", { count: send.data.leftOut })}</p> : null}
            {send.data.unknown > 0 ? <p>{t("unknown", { count: send.data.unknown })}</p> : null}
          </Callout>
        ) : null}
        <FileDrop
          label={t("label")}
          accept=".xlsx,.csv"
          file={send.isPending ? (send.variables ?? null) : null}
          disabled={send.isPending}
          onFile={(file) => send.mutate(file)}
          hint={send.isPending ? t("taking") : t("hint")}
        />
      </div>
    </Dialog>
  );
}
