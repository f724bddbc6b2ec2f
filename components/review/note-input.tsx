"use client";
import { useTranslations } from "next-intl";
import { type Ref, useMemo } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { compositionGuard } from "#components/ui/pressed-key.ts";

/** The note on a rejection, on one line. Enter and Esc that belong to an input method are not taken for ours. */
export function NoteInput({
  value,
  onValue,
  onEnter,
  onLeave,
  ref,
}: {
  value: string;
  onValue: (note: string) => void;
  onEnter?: (() => void) | undefined;
  onLeave: () => void;
  ref?: Ref<HTMLInputElement>;
}) {
  const t = useTranslations("review");
  const guard = useMemo(() => compositionGuard((callback) => setTimeout(callback, 0)), []);
  return (
    <Field label={t("reject.note")} optional className="mt-2 max-w-xl">
      <Input
        ref={ref}
        value={value}
        maxLength={2000}
        onChange={({ currentTarget }) => onValue(currentTarget.value)}
        onCompositionStart={guard.compositionStarted}
        onCompositionEnd={guard.compositionEnded}
        onKeyDown={({ key, repeat, nativeEvent }) => {
          if (repeat || guard.blocks(nativeEvent)) return;
          if (key === "Enter") onEnter?.();
          if (key === "Escape") onLeave();
        }}
      />
    </Field>
  );
}
