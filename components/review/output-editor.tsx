"use client";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { compositionGuard } from "#components/ui/pressed-key.ts";
import { Textarea } from "#components/ui/textarea.tsx";
import type { Output } from "#lib/review/decision.ts";
import { checkOutput, lengthOf } from "#lib/templates/output.ts";
import { outputTexts, withText } from "#lib/templates/output-text.ts";
import type { OutputField } from "#lib/templates/template.ts";
import { Pane } from "./pane.tsx";
import type { Claim } from "./review-answers.ts";

export interface OutputEditorProps {
  claim: Claim;
  /** What was written here before and not saved. */
  draft: Output | null;
  /** Called with every change, and with `null` when nothing differs from the output. */
  onDraft: (draft: Output | null) => void;
  onSave: (output: Output) => void;
  onLeave: () => void;
}

interface EditedText {
  path: string;
  label: string;
  text: string;
  maxLength?: number | undefined;
}

/** The output as text to edit. Checked against the template's fields as it is written; saving needs it to fit. */
export function OutputEditor({ claim, draft, onDraft, onSave, onLeave }: OutputEditorProps) {
  const t = useTranslations("review");
  const [output, setOutput] = useState<Output>(draft ?? claim.output);
  const [isAsked, setIsAsked] = useState(false);
  const guard = useMemo(() => compositionGuard((callback) => setTimeout(callback, 0)), []);
  const first = useRef<HTMLFormElement>(null);
  useEffect(() => {
    const text = first.current?.querySelector("textarea");
    text?.focus();
    text?.setSelectionRange(text.value.length, text.value.length);
  }, []);
  const checked = checkOutput(claim.fields, output);
  const misfits = new Map(checked.ok ? [] : checked.misfits.map((misfit) => [misfit.path, misfit]));
  const isChanged = JSON.stringify(output) !== JSON.stringify(claim.output);

  function change(next: Output) {
    setOutput(next);
    onDraft(JSON.stringify(next) === JSON.stringify(claim.output) ? null : next);
  }

  function save() {
    setIsAsked(true);
    if (checked.ok && isChanged) onSave(checked.output);
  }

  const loose = [...misfits.values()].filter(
    ({ path }) => !claim.fields.some(({ name }) => path.startsWith(name)),
  );

  return (
    <Pane title={t("edit.title")} aside={t("edit.fourEyes")} lang={claim.language}>
      <form
        ref={first}
        className="flex flex-col gap-3 p-4"
        onCompositionStart={guard.compositionStarted}
        onCompositionEnd={guard.compositionEnded}
        onKeyDown={(event) => {
          if (guard.blocks(event.nativeEvent) || event.repeat) return;
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            save();
          } else if (event.key === "Escape") {
            event.preventDefault();
            event.stopPropagation();
            onLeave();
          }
        }}
      >
        {claim.fields.filter(isWritten).flatMap((field) =>
          editedTexts(field, output[field.name]).map(({ path, label, text, maxLength }) => {
            const misfit =
              misfits.get(path) ?? [...misfits.values()].find((one) => one.path.startsWith(`${path}.`));
            const aside =
              path === field.name && isLines(field, output[field.name])
                ? t("edit.lines")
                : maxLength === undefined
                  ? t("output.length", { length: lengthOf(text) })
                  : t("output.lengthOf", { length: lengthOf(text), max: maxLength });
            return (
              <Field
                key={path}
                label={label}
                aside={<span className="figures">{aside}</span>}
                error={misfit ? t(`misfit.${misfit.code}`, misfit.params) : undefined}
              >
                <Textarea
                  autoGrow
                  rows={1}
                  className="text-base leading-6"
                  value={text}
                  onChange={({ currentTarget }) => change(replaced(output, field, path, currentTarget.value))}
                />
              </Field>
            );
          }),
        )}
        {loose.length > 0 ? (
          <Callout tone="warning">
            {t(`misfit.${loose[0]?.code ?? "output_unknown"}`, loose[0]?.params ?? {})}
          </Callout>
        ) : null}
        {isAsked && !isChanged ? <Callout tone="info">{t("edit.unchanged")}</Callout> : null}
        <div className="flex flex-wrap items-center gap-2">
          <Button variant="primary" disabled={isChanged && !checked.ok} onClick={save}>
            {t("edit.save")} <Kbd>Ctrl ↵</Kbd>
          </Button>
          <Button onClick={onLeave}>
            {t("edit.leave")} <Kbd>Esc</Kbd>
          </Button>
          {isChanged ? (
            <Button variant="ghost" onClick={() => change(claim.output)}>
              {t("edit.reset")}
            </Button>
          ) : null}
        </div>
      </form>
    </Pane>
  );
}

// A picture is made anew or approved: nobody writes one.
function isWritten({ type }: OutputField): boolean {
  return type !== "picture";
}

// A list of plain lines is edited as lines, so that entries can be added and taken away.
function editedTexts(field: OutputField, value: unknown): EditedText[] {
  const { name, maxLength } = field;
  if (isLines(field, value))
    return [{ path: name, label: name, text: ((value ?? []) as string[]).join("\n") }];
  const texts = outputTexts({ [name]: value });
  if (texts.length === 0) return [{ path: name, label: name, text: "", maxLength }];
  return texts.map(({ path, text }) => ({
    path,
    label: path,
    text,
    ...(path === name && { maxLength }),
  }));
}

function isLines(field: OutputField, value: unknown): boolean {
  if (field.type !== "list" || field.fields?.length) return false;
  return !Array.isArray(value) || !value.some((entry) => typeof entry !== "string" || entry.includes("\n"));
}

function replaced(output: Output, field: OutputField, path: string, text: string): Output {
  const value = output[field.name];
  if (path === field.name && isLines(field, value))
    return { ...output, [path]: text === "" ? [] : text.split("\n") };
  if (path === field.name && text === "" && !field.required) return { ...output, [path]: null };
  if (path === field.name && field.type === "number" && text.trim() !== "" && Number.isFinite(Number(text)))
    return { ...output, [path]: Number(text) };
  return withText(output, path, text);
}
