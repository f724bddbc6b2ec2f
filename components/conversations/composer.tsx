"use client";
import { SendHorizontal, Square } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { type AnswersAs, MAX_SAID_CHARS } from "#lib/conversations/conversation.ts";

/** What is to be said. */
export interface Said {
  text: string;
  answersAs: AnswersAs;
}

/** Where one says something, or sends the prompt alone, and stops an answer. */
export function Composer({
  isRunning,
  isSending,
  disabled,
  onSend,
  onStop,
}: {
  isRunning: boolean;
  isSending: boolean;
  disabled: boolean;
  /** `true` when it was taken. */
  onSend: (said: Said) => Promise<boolean>;
  onStop: () => void;
}) {
  const t = useTranslations("conversations.composer");
  const [text, setText] = useState("");
  const [asFields, setAsFields] = useState(false);
  const mayNotSend = disabled || isRunning || isSending;
  const send = async () => {
    if (!mayNotSend && (await onSend({ text, answersAs: asFields ? "fields" : "text" }))) setText("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // Enter chooses a word while one is composed in Chinese or Japanese.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };
  return (
    <div className="flex flex-col gap-2 border-line border-t p-3">
      <Textarea
        autoGrow
        rows={2}
        className="max-h-48"
        aria-label={t("say")}
        placeholder={t("placeholder")}
        maxLength={MAX_SAID_CHARS}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Checkbox label={t("asFields")} checked={asFields} onCheckedChange={setAsFields} />
        {isRunning ? (
          <Button size="sm" icon={<Square aria-hidden />} onClick={onStop}>
            {t("stop")}
          </Button>
        ) : (
          <Button
            size="sm"
            variant="primary"
            icon={<SendHorizontal aria-hidden />}
            loading={isSending}
            disabled={mayNotSend}
            onClick={() => void send()}
          >
            {text.trim() === "" ? t("sendPrompt") : t("send")}
          </Button>
        )}
      </div>
    </div>
  );
}
