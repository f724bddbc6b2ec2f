"use client";
import { useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { ButtonSize } from "#components/ui/button-style.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormButtons } from "#components/ui/form-buttons.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { ProblemCallout } from "./problem-callout.tsx";

/** A button that asks for a note before it does what it says; what went wrong stands above the note. */
export function NoteButton({
  label,
  submit = label,
  size = "md",
  title,
  field,
  hint,
  optional = false,
  pending,
  error,
  onSend,
}: {
  label: string;
  /** What the dialog's own button says, where it is something else. */
  submit?: string;
  size?: ButtonSize;
  title: string;
  field: string;
  hint: string;
  /** Whether the note may be left blank. */
  optional?: boolean;
  pending: boolean;
  error: unknown;
  /** @param close closes the dialog, once it is done. */
  onSend: (note: string, close: () => void) => void;
}) {
  const formId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [note, setNote] = useState("");
  const close = () => setIsOpen(false);
  return (
    <>
      <Button size={size} onClick={() => setIsOpen(true)}>
        {label}
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={setIsOpen}
        title={title}
        width="sm"
        footer={
          <FormButtons
            formId={formId}
            label={submit}
            pending={pending}
            disabled={!optional && note.trim() === ""}
            onCancel={close}
          />
        }
      >
        <form
          id={formId}
          onSubmit={(event) => {
            event.preventDefault();
            onSend(note, close);
          }}
        >
          <ProblemCallout error={error} className="mb-3" />
          <Field label={field} hint={hint} optional={optional}>
            <Textarea
              value={note}
              onChange={(event) => setNote(event.target.value)}
              maxLength={2_000}
              autoFocus
            />
          </Field>
        </form>
      </Dialog>
    </>
  );
}
