"use client";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { rejectReason } from "#lib/review/reject-reason.ts";
import { NoteInput } from "./note-input.tsx";
import type { Undoable } from "./session/session.ts";

/** A note on the rejection just made: Enter makes it again with the note, Esc leaves it as it is. */
export function NotePanel({
  rejection: { entry, claim },
  onSave,
  onLeave,
}: {
  rejection: Undoable;
  onSave: (note: string) => void;
  onLeave: () => void;
}) {
  const t = useTranslations("review");
  const [note, setNote] = useState(entry.note ?? "");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const title = t("note.title", {
    row: claim.rowNumber,
    reason: t(`reason.${rejectReason(entry.reason ?? "")?.code ?? "other"}`),
  });
  const save = () => onSave(note.trim());
  return (
    <section
      aria-label={title}
      className="max-h-[60dvh] overflow-y-auto rounded-lg border border-line bg-raised p-3 shadow-float xl:max-h-none xl:shadow-none"
    >
      <h2 className="font-semibold">{title}</h2>
      <NoteInput ref={input} value={note} onValue={setNote} onEnter={save} onLeave={onLeave} />
      <div className="mt-2 flex flex-wrap gap-2">
        <Button variant="primary" onClick={save}>
          {t("note.save")} <Kbd>↵</Kbd>
        </Button>
        <Button onClick={onLeave}>
          {t("reject.leave")} <Kbd>Esc</Kbd>
        </Button>
      </div>
    </section>
  );
}
