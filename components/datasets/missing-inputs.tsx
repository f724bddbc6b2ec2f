"use client";
import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import type { ColumnMatch } from "./column-match.ts";

/** What a template reads of a row, and what it does where that is not there. */
export interface AskedInput {
  name: string;
  required: boolean;
  onMissing: "default" | "skip" | "block";
}

/** Inputs of a template that no column taken is, those a launch cannot do without first. */
export function missingInputs(inputs: readonly AskedInput[], matches: readonly ColumnMatch[]): AskedInput[] {
  const names = new Set(matches.filter(({ taken }) => taken).map(({ name }) => name.trim()));
  return inputs
    .filter(({ name }) => !names.has(name))
    .sort((a, b) => Number(isBlocking(b)) - Number(isBlocking(a)));
}

/** Which inputs of the template the file lacks, and what that means for each. */
export function MissingInputs({
  inputs,
  matches,
}: {
  inputs: readonly AskedInput[];
  matches: readonly ColumnMatch[];
}) {
  const t = useTranslations("datasets.missing");
  const missing = missingInputs(inputs, matches);
  if (inputs.length === 0) return null;
  if (missing.length === 0) return <Callout tone="success">{t("none")}</Callout>;
  return (
    <Callout tone={missing.some(isBlocking) ? "warning" : "info"} title={t("title")}>
      <ul className="flex flex-col gap-0.5">
        {MEANINGS.map((meaning) => {
          const names = missing.filter((input) => meaningOf(input) === meaning).map(({ name }) => name);
          return names.length === 0 ? null : (
            <li key={meaning}>
              <span className="font-medium">{names.join(", ")}</span>{" "}
              <span className="text-muted">— {t(meaning)}</span>
            </li>
          );
        })}
      </ul>
    </Callout>
  );
}

function isBlocking({ required, onMissing }: AskedInput): boolean {
  return required && onMissing === "block";
}

const MEANINGS = ["blocks", "skips", "defaults", "optional"] as const;

function meaningOf({ required, onMissing }: AskedInput): (typeof MEANINGS)[number] {
  if (!required) return "optional";
  return ({ block: "blocks", skip: "skips", default: "defaults" } as const)[onMissing];
}
