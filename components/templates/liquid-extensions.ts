import type { Completion } from "@codemirror/autocomplete";
import { liquid } from "@codemirror/lang-liquid";
import type { Extension } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { findNames } from "./liquid-names.ts";
import { prose } from "./prose-language.ts";

/** A name that can be completed, with what it is. */
export interface KnownName {
  name: string;
  detail: string;
}

/** The names that can be completed. */
export interface KnownNames {
  /** The template's own. */
  inputs: KnownName[];
  /** What the chosen dataset has besides. */
  columns: KnownName[];
  snippets: readonly string[];
  /** Earlier ones of a chain. */
  steps: readonly { name: string; fields: readonly string[] }[];
}

/**
 * Liquid with names that are known: coloured, and completed where a variable, or the tag that names a snippet, can stand.
 * @param details what a property, a snippet, a step and its field are, in the reader's language.
 */
export function liquidWith(
  { inputs, columns, snippets, steps }: KnownNames,
  details: { property: string; snippet: string; step: string; field: string },
): Extension {
  const names = new Set([...inputs.map(({ name }) => name), ...(steps.length > 0 ? ["steps"] : [])]);
  const variables: Completion[] = [
    ...inputs.map(({ name, detail }) => ({ label: name, detail, type: "variable", boost: 2 })),
    { label: "language", type: "variable", boost: 1 },
    ...(steps.length > 0 ? [{ label: "steps", type: "variable", boost: 1 }] : []),
    ...columns
      .filter(({ name }) => !names.has(name))
      .map(({ name, detail }) => ({ label: name, detail, type: "text" })),
  ];
  const support = liquid({
    base: prose,
    variables,
    tags: snippets.map((name) => ({ label: `render "${name}"`, type: "keyword", detail: details.snippet })),
    properties: ([root, step, ...more]) => {
      const completions = (labels: readonly string[], detail: string) =>
        labels.map((label) => ({ label, type: "property", detail }));
      if (root === "language" && step === undefined) return completions(["name", "code"], details.property);
      if (root !== "steps" || more.length > 0) return [];
      const names = steps.map(({ name }) => name);
      if (step === undefined) return completions(names, details.step);
      return completions(steps.find(({ name }) => name === step)?.fields ?? [], details.field);
    },
  });
  return [support, colouredNames(names)];
}

function colouredNames(inputs: ReadonlySet<string>): Extension {
  const marks = {
    input: Decoration.mark({ class: "cm-variable-input" }),
    local: Decoration.mark({ class: "cm-variable-local" }),
    unknown: Decoration.mark({ class: "cm-variable-unknown" }),
  };
  const colour = (view: EditorView): DecorationSet =>
    Decoration.set(
      findNames(view.state.doc.toString(), inputs).map(({ from, to, kind }) => marks[kind].range(from, to)),
    );
  return ViewPlugin.fromClass(
    class {
      decorations: DecorationSet;
      constructor(view: EditorView) {
        this.decorations = colour(view);
      }
      update(update: ViewUpdate) {
        if (update.docChanged) this.decorations = colour(update.view);
      }
    },
    { decorations: (plugin) => plugin.decorations },
  );
}
