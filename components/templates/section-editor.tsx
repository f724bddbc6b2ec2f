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
import { useEffect, useRef } from "react";
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

  useEffect(() => {
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

  return <div ref={host} className="min-h-9" />;
}

function accessOf(readOnly: boolean): Extension {
  return [EditorState.readOnly.of(readOnly), EditorView.editable.of(!readOnly)];
}
