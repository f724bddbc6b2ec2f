"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { api, client } from "#components/api/client.ts";
import { useChange } from "#components/api/use-change.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { compositionGuard } from "#components/ui/pressed-key.ts";
import { Textarea } from "#components/ui/textarea.tsx";
import { PastEventLine } from "./item-history.tsx";
import { threadOf } from "./item-past.ts";

/** Why an item was escalated, what was written about it since, and, while it is, a place to write more. */
export function EscalationThread({ itemId, className }: { itemId: string; className?: string }) {
  const t = useTranslations("review.thread");
  const { data } = useQuery(api.review.item.queryOptions({ input: { itemId } }));
  const thread = data ? threadOf(data) : [];
  if (!data || thread.length === 0) return null;
  return (
    <section
      aria-label={t("title")}
      className={className ?? "mb-3 rounded-lg border border-line bg-surface px-4 py-2"}
    >
      <p className="mb-1 font-semibold">{t("title")}</p>
      <ol className="flex flex-col gap-1.5">
        {thread.map((event) => (
          <PastEventLine key={event.id} event={event} />
        ))}
      </ol>
      {data.reviewState === "escalated" ? <WriteMessage itemId={itemId} /> : null}
    </section>
  );
}

function WriteMessage({ itemId }: { itemId: string }) {
  const t = useTranslations("review.thread");
  const [isOpen, setIsOpen] = useState(false);
  const [text, setText] = useState("");
  const guard = useMemo(() => compositionGuard((callback) => setTimeout(callback, 0)), []);
  const write = useChange(client.review.message, { touches: [api.review.item.key({ input: { itemId } })] });
  const close = () => {
    setIsOpen(false);
    setText("");
  };
  const submit = () => {
    if (text.trim() !== "" && !write.pending) write.run({ itemId, text }, close);
  };
  if (!isOpen)
    return (
      <Button size="sm" className="mt-2" onClick={() => setIsOpen(true)}>
        {t("answer")}
      </Button>
    );
  const formId = `message-${itemId}`;
  return (
    <form
      id={formId}
      className="mt-2 max-w-2xl"
      onCompositionStart={guard.compositionStarted}
      onCompositionEnd={guard.compositionEnded}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onKeyDown={(event) => {
        if (event.repeat || guard.blocks(event.nativeEvent)) return;
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
        if (event.key === "Escape") close();
      }}
    >
      {write.problem ? (
        <Callout tone="danger" className="mb-2">
          {write.problem}
        </Callout>
      ) : null}
      <Field label={t("text")}>
        <Textarea
          autoGrow
          rows={2}
          autoFocus
          maxLength={2_000}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      </Field>
      <div className="mt-2 flex justify-end gap-2">
        <FormButtons
          formId={formId}
          label={t("send")}
          pending={write.pending}
          disabled={text.trim() === ""}
          onCancel={close}
        />
      </div>
    </form>
  );
}
