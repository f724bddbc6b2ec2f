import type { ReactNode } from "react";
import { cn } from "./class-names.ts";

export interface EmptyStateProps {
  /** What is not there. */
  title: ReactNode;
  /** Why, and what would change it. */
  cause?: ReactNode;
  /** The next thing to do. */
  action?: ReactNode;
  icon?: ReactNode;
  /** "h1" when this is all the page has. */
  titleAs?: "p" | "h1";
  className?: string | undefined;
}

/** Nothing to show: names the cause and the next action. */
export function EmptyState({ title, cause, action, icon, titleAs: Title = "p", className }: EmptyStateProps) {
  return (
    <div className={cn("flex flex-col items-center gap-1 px-4 py-10 text-center", className)}>
      {icon ? <span className="mb-1 flex text-faint [&>svg]:size-5">{icon}</span> : null}
      <Title className="font-medium">{title}</Title>
      {cause ? <p className="max-w-md text-pretty text-muted">{cause}</p> : null}
      {action ? <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
