"use client";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "./button.tsx";
import { ConfirmDialog } from "./dialog.tsx";

export interface DeleteButtonProps {
  /** On the button and in the dialog: the verb. */
  label: string;
  title: string;
  /** What will be gone, and what will stay. */
  description: string;
  busy: boolean;
  onDelete: () => void;
}

/** Deletes after asking. What goes wrong is for the panel that it stands in to tell. */
export function DeleteButton({ label, title, description, busy, onDelete }: DeleteButtonProps) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant="ghost" icon={<Trash2 aria-hidden />} onClick={() => setAsking(true)}>
        {label}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={title}
        description={description}
        confirmLabel={label}
        danger
        busy={busy}
        onConfirm={() => {
          setAsking(false);
          onDelete();
        }}
      />
    </>
  );
}
