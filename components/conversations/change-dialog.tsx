"use client";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { ProblemCallout } from "#components/api/problem-callout.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Input } from "#components/ui/input.tsx";
import { isAmount } from "#lib/money.ts";
import type { Conversation } from "./conversation-answers.ts";

/** Names a conversation, and says what it may cost. */
export function ChangeDialog({
  conversation: { id, title, cap },
  onClose,
}: {
  conversation: Pick<Conversation, "id" | "title" | "cap">;
  onClose: () => void;
}) {
  const t = useTranslations("conversations.change");
  const queries = useQueryClient();
  const form = useId();
  const [name, setName] = useState(title);
  const [amount, setAmount] = useState(cap.amount);
  const [state, setState] = useState<{ busy: boolean; error: unknown }>({ busy: false, error: null });
  const change = async (event: FormEvent) => {
    event.preventDefault();
    setState({ busy: true, error: null });
    try {
      const named = name.trim() === "" ? {} : { title: name };
      await client.conversations.change({ id, ...named, cap: { ...cap, amount: amount.trim() } });
      await queries.invalidateQueries({ queryKey: api.conversations.key() });
      onClose();
    } catch (error) {
      setState({ busy: false, error });
    }
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={t("title")}
      footer={
        <FormButtons formId={form} pending={state.busy} disabled={!isAmount(amount)} onCancel={onClose} />
      }
    >
      <form id={form} onSubmit={(event) => void change(event)} className="flex flex-col gap-3">
        <Field label={t("name")}>
          <Input value={name} onValueChange={setName} maxLength={200} />
        </Field>
        <Field
          label={t("cap", { currency: cap.currency })}
          hint={t("capHint")}
          error={isAmount(amount) ? undefined : t("noAmount")}
        >
          <Input value={amount} onValueChange={setAmount} inputMode="decimal" autoComplete="off" />
        </Field>
        <ProblemCallout error={state.error} />
      </form>
    </Dialog>
  );
}
