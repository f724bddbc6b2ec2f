"use client";
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { type Diagnostic, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { drawSelection, EditorView, keymap, placeholder } from "@codemirror/view";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { cn } from "#components/ui/class-names.ts";
import { codeTheme } from "./code-theme.ts";

export interface SectionEditorProps {
  /** Name read out for the text. */
  label: string;
  hint: string;
  value: string;
  onChange: (text: string) => void;
  onSave: () => void;
  readOnly: boolean;
  /** Language and colours; a new one replaces the old. */
  language: Extension;
  /** UTF-16 offsets into the text. */
  diagnostics: readonly Diagnostic[];
}

/** The Liquid text of one section. The Tab key leaves it, as it leaves any field. */
export function SectionEditor(props: SectionEditorProps) {
  const { label, hint, value, readOnly, language, diagnostics } = props;
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const parts = useRef({ language: new Compartment(), access: new Compartment() });
  const latest = useRef(props);
  latest.current = props;
  const [isMounted, setMounted] = useState(false);

  useLayoutEffect(() => {
    const { language: languagePart, access } = parts.current;
    const editor = new EditorView({
      ...(host.current && { parent: host.current }),
      state: EditorState.create({
        doc: latest.current.value,
        extensions: [
          history(),
          drawSelection(),
          closeBrackets(),
          autocompletion({ icons: false }),
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": label }),
          placeholder(hint),
          codeTheme,
          languagePart.of(latest.current.language),
          access.of(accessOf(latest.current.readOnly)),
          keymap.of([
            {
              key: "Mod-s",
              run: () => {
                latest.current.onSave();
                return true;
              },
            },
            ...closeBracketsKeymap,
            ...defaultKeymap,
            ...historyKeymap,
            ...completionKeymap,
            ...lintKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            const text = update.state.doc.toString();
            if (update.docChanged && text !== latest.current.value) latest.current.onChange(text);
          }),
        ],
      }),
    });
    view.current = editor;
    setMounted(true);
    return () => editor.destroy();
  }, [label, hint]);

  useEffect(() => {
    const editor = view.current;
    if (editor && editor.state.doc.toString() !== value)
      editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.language.reconfigure(language) });
  }, [language]);

  useEffect(() => {
    view.current?.dispatch({ effects: parts.current.access.reconfigure(accessOf(readOnly)) });
  }, [readOnly]);

  useEffect(() => {
    const editor = view.current;
    if (!editor) return;
    const end = editor.state.doc.length;
    const inside = diagnostics.filter(({ from, to }) => from <= end && to <= end);
    editor.dispatch(setDiagnostics(editor.state, [...inside]));
  }, [diagnostics]);

  return (
    <>
      {isMounted ? null : <UnmountedText text={value} hint={hint} />}
      <div ref={host} className={isMounted ? "min-h-9" : "hidden"} />
    </>
  );
}

// As the editor will show it (see code-theme.ts), until there is one: a page that grew then would jump.
function UnmountedText({ text, hint }: { text: string; hint: string }) {
  return (
    <div
      className={cn(
        "wrap-break-word min-h-9 whitespace-pre-wrap px-3 py-2 text-[0.8125rem] leading-5",
        text ? "font-mono" : "text-faint",
      )}
    >
      {/* A last empty line has its height. */}
      {text ? `${text}\u200b` : hint}
    </div>
  );
}

function accessOf(readOnly: boolean): Extension {
  return [EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)];
}
