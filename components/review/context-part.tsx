import type { ReactNode } from "react";

/** A titled part of the context pane. */
export function ContextPart({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="border-line border-b px-4 py-2 last:border-b-0">
      <h3 className="mb-0.5 text-muted text-xs">{title}</h3>
      {children}
    </div>
  );
}
