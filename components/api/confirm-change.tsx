"use client";
import { Callout } from "#components/ui/callout.tsx";
import { ConfirmDialog, type ConfirmDialogProps } from "#components/ui/dialog.tsx";
import { useChange } from "./use-change.ts";

export interface ConfirmChangeProps<Input, Answer>
  extends Omit<ConfirmDialogProps, "busy" | "onConfirm" | "children"> {
  change: (input: Input) => Promise<Answer>;
  input: Input;
  /** The lists that are read again afterwards. */
  touches: readonly (readonly unknown[])[];
  onDone: (answer: Answer) => void;
}

/** Asks before a change through the API; what is refused is told in the dialog, which stays open. */
export function ConfirmChange<Input, Answer>({
  change: ask,
  input,
  touches,
  onDone,
  ...dialog
}: ConfirmChangeProps<Input, Answer>) {
  const change = useChange(ask, { touches });
  return (
    <ConfirmDialog {...dialog} busy={change.pending} onConfirm={() => change.run(input, onDone)}>
      {change.problem ? <Callout tone="danger">{change.problem}</Callout> : null}
    </ConfirmDialog>
  );
}
