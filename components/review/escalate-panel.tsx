"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { NoteInput } from "./note-input.tsx";

/** What somebody else is asked about an item: Enter escalates with it, Esc leaves it. */
export function EscalatePanel({
  onEscalate,
  onLeave,
}: {
  onEscalate: (note: string) => void;
  onLeave: () => void;
}) {
  const t = useTranslations("review");
  const [note, setNote] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const escalate = () => onEscalate(note.trim());
  return (
    <section
      aria-label={t("escalate.title")}
      className="max-h-[60dvh] overflow-y-auto rounded-lg border border-line bg-raised p-3 shadow-float xl:max-h-none xl:shadow-none"
    >
      <h2 className="font-semibold">{t("escalate.title")}</h2>
      <NoteInput ref={input} value={note} onValue={setNote} onEnter={escalate} onLeave={onLeave} />
      <div className="mt-2 flex flex-wrap gap-2">
        <Button variant="primary" onClick={escalate}>
          {t("escalate.submit")} <Kbd>↵</Kbd>
        </Button>
        <Button onClick={onLeave}>
          {t("reject.leave")} <Kbd>Esc</Kbd>
        </Button>
      </div>
    </section>
  );
}
