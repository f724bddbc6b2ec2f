"use client";
import { type ReactNode, useState } from "react";
import { Field } from "./field.tsx";
import { Textarea } from "./textarea.tsx";

export interface HeaderLinesProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: ReactNode;
  headers: Record<string, string>;
  onChange: (headers: Record<string, string>) => void;
}

/** HTTP headers, one a line: `Name: value`. */
export function HeaderLines({ label, hint, error, headers, onChange }: HeaderLinesProps) {
  const [text, setText] = useState(() =>
    Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join("\n"),
  );
  return (
    <Field label={label} optional hint={hint} error={error}>
      <Textarea
        value={text}
        rows={2}
        spellCheck={false}
        className="font-mono"
        onChange={(event) => {
          setText(event.currentTarget.value);
          onChange(readHeaders(event.currentTarget.value));
        }}
      />
    </Field>
  );
}

function readHeaders(text: string): Record<string, string> {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf(":");
      return at < 0 ? [line.trim(), ""] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}
