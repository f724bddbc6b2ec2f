"use client";
import { Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { ConfirmDialog } from "#components/ui/dialog.tsx";
import { StateBadge } from "#components/ui/state-badge.tsx";
import type { BulkAction } from "./output-answers.ts";

export interface TakeBackProps {
  action: Pick<BulkAction, "id" | "canTakeBack" | "takenBackBy">;
  /** It was asked for, or is to be looked at: the action that takes this one back. */
  onAsked: (actionId: string) => void;
}

/** Takes back a bulk action that rejected outputs, after asking; or says that it was, and leads there. */
export function TakeBack({ action, onAsked }: TakeBackProps) {
  const t = useTranslations("outputs.bulk.takeBack");
  const [isAsking, setAsking] = useState(false);
  const takeBack = useChange(client.outputs.bulk.takeBack, { touches: [api.outputs.bulk.key()] });
  const { takenBackBy } = action;
  if (takenBackBy !== null)
    return (
      <p className="flex flex-wrap items-center gap-2">
        <StateBadge tone="neutral">{t("done")}</StateBadge>
        <Button variant="ghost" size="sm" onClick={() => onAsked(takenBackBy)}>
          {t("see")}
        </Button>
      </p>
    );
  if (!action.canTakeBack) return null;
  return (
    <div>
      {takeBack.problem ? (
        <Callout tone="danger" className="mb-2">
          {takeBack.problem}
        </Callout>
      ) : null}
      <Button icon={<Undo2 aria-hidden />} onClick={() => setAsking(true)}>
        {t("open")}
      </Button>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setAsking}
        title={t("question")}
        description={t("text")}
        confirmLabel={t("open")}
        busy={takeBack.pending}
        onConfirm={() =>
          takeBack.run({ id: action.id }, ({ id }) => {
            setAsking(false);
            onAsked(id);
          })
        }
      />
    </div>
  );
}
