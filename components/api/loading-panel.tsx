"use client";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SidePanel } from "#components/ui/side-panel.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { useProblemText } from "./use-problem-text.ts";

/** Stands where a side panel will be, until what it shows has been read; says why if that failed. */
export function LoadingPanel({
  title,
  error,
  onClose,
}: {
  title: string;
  error: unknown;
  onClose: () => void;
}) {
  const textOf = useProblemText();
  return (
    <SidePanel title={title} onClose={onClose}>
      {error ? <ErrorState title={textOf(error)} /> : <Skeleton className="h-40 w-full" />}
    </SidePanel>
  );
}
