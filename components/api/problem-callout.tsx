"use client";
import { Callout } from "#components/ui/callout.tsx";
import { problemOf } from "./client.ts";
import { useProblemText } from "./use-problem-text.ts";

/** A failed API call where it happened: its text, then the fields it is about. Nothing for no error. */
export function ProblemCallout({ error, className }: { error: unknown; className?: string }) {
  const textOf = useProblemText();
  if (!error) return null;
  const title = textOf(error);
  // What is wrong with one field alone is said once.
  const fields = (problemOf(error)?.errors ?? []).filter(({ message }) => message !== title);
  return (
    <Callout tone="danger" title={title} {...(className === undefined ? {} : { className })}>
      {fields.length > 0 ? (
        <ul className="list-disc ps-4">
          {fields.map((field) => (
            <li key={`${field.path}:${field.message}`}>
              {field.path ? <code className="font-mono text-xs">{field.path}</code> : null} {field.message}
            </li>
          ))}
        </ul>
      ) : null}
    </Callout>
  );
}
