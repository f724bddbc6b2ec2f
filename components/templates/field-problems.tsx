import { CircleAlert } from "lucide-react";
import { cn } from "#components/ui/class-names.ts";
import type { Problem } from "./template-view.ts";

/** What is wrong at one field of the draft and below it, in words. */
export function FieldProblems({
  problems,
  path,
  exact = false,
}: {
  problems: Problem[];
  path: string;
  exact?: boolean;
}) {
  const here = problems.filter(
    ({ place }) =>
      place?.kind === "field" && (place.path === path || (!exact && place.path.startsWith(`${path}.`))),
  );
  if (here.length === 0) return null;
  return (
    <ul className="flex flex-col gap-0.5 px-3 pb-1.5 text-xs">
      {here.map(({ code, message, severity, place }) => (
        <li
          key={`${code}:${place?.kind === "field" ? place.path : ""}`}
          className={cn(
            "flex items-start gap-1",
            severity === "error" ? "text-danger-text" : "text-warning-text",
          )}
        >
          <CircleAlert className="mt-0.5 size-3 shrink-0" aria-hidden />
          <span>{message}</span>
        </li>
      ))}
    </ul>
  );
}
