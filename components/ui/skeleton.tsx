import { cn } from "./class-names.ts";

/** A grey shape where content will be; give it the size of what comes. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn("animate-pulse rounded-sm bg-neutral-soft", className)} />;
}
