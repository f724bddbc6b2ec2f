"use client";
import type { ReactNode } from "react";

/** A value of any shape: text as it stands, lists and objects as lists. */
export function StructuredValue({ value }: { value: unknown }): ReactNode {
  if (value === null || value === undefined) return <span className="text-faint">—</span>;
  if (Array.isArray(value))
    return (
      <ul className="list-disc ps-4">
        {value.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries keep their places
          <li key={index}>
            <StructuredValue value={item} />
          </li>
        ))}
      </ul>
    );
  if (typeof value === "object")
    return (
      <dl className="grid gap-1">
        {Object.entries(value).map(([name, part]) => (
          <div key={name}>
            <dt className="inline text-faint text-xs">{name} </dt>
            <dd className="inline">
              <StructuredValue value={part} />
            </dd>
          </div>
        ))}
      </dl>
    );
  return <span className="whitespace-pre-wrap">{String(value)}</span>;
}
