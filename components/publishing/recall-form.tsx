"use client";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { showToast } from "#components/ui/toast.tsx";

/** Calls back what a publication put in its channel, all of it or the items that are named. */
export function RecallForm({ publicationId }: { publicationId: string }) {
  const t = useTranslations("publishing.recall");
  const [reason, setReason] = useState("");
  const [items, setItems] = useState("");
  const [leave, setLeave] = useState<"nothing" | "previous">("nothing");
  const recall = useChange(client.recalls.ofPublication, {
    touches: [api.recalls.key(), api.publications.key(), api.deliveries.key()],
  });

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const itemIds = items.split(/[\s,]+/).filter(Boolean);
    recall.run(
      { id: publicationId, reason, leave, ...(itemIds.length > 0 && { itemIds }) },
      ({ itemCount }) => {
        showToast({ title: t("done", { count: itemCount }) });
        setReason("");
        setItems("");
      },
    );
  }

  return (
    <section aria-label={t("title")}>
      <h3 className="mb-2 font-semibold">{t("title")}</h3>
      <form onSubmit={submit} noValidate className="flex flex-col gap-3">
        {recall.problem ? <Callout tone="danger">{recall.problem}</Callout> : null}
        <Field label={t("reason")} error={recall.misfit("reason")}>
          <Input value={reason} onValueChange={setReason} maxLength={1_000} />
        </Field>
        <Field label={t("items")} hint={t("itemsHint")} optional error={recall.misfit("itemIds")}>
          <Textarea
            value={items}
            onChange={({ target }) => setItems(target.value)}
            rows={2}
            spellCheck={false}
          />
        </Field>
        <Field label={t("leave")} group>
          <RadioGroup
            aria-label={t("leave")}
            value={leave}
            onValueChange={setLeave}
            options={(["nothing", "previous"] as const).map((value) => ({
              value,
              label: t(`leaves.${value}`),
            }))}
          />
        </Field>
        <div>
          <Button type="submit" variant="danger" loading={recall.pending} disabled={reason.trim() === ""}>
            {t("do")}
          </Button>
        </div>
      </form>
    </section>
  );
}
