import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

/** Code, ids and raw values: inline, or as a scrolling block. */
export function Code({
  block = false,
  className,
  children,
}: {
  block?: boolean | undefined;
  className?: string | undefined;
  children: ReactNode;
}) {
  if (!block)
    return (
      <code className={cn("rounded-sm bg-sunken px-1 py-0.5 font-mono text-xs", className)}>{children}</code>
    );
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      className={cn(
        "overflow-auto rounded-md border border-line bg-sunken p-3 font-mono text-xs leading-5",
        className,
      )}
    >
      <code>{children}</code>
    </pre>
  );
}
