import type { Sections } from "#lib/templates/section.ts";
import type { TemplateBody } from "#lib/templates/template.ts";

/** A prompt in a draft, where what is good of a conversation about it is put. */
export interface DraftPrompt {
  sections: Sections;
  change: (sections: Sections) => void;
}

/** The draft beside a conversation: what goes out is rendered from it, and what is good is put into it. */
export interface ConversationDraft {
  templateId: string;
  body: TemplateBody;
  /** As it was saved last. */
  revision: number;
  isUnsaved: boolean;
  readOnly: boolean;
  /** The prompt of one of its steps by name, `null` for the first that asks a model; `null` where it has none such. */
  promptOf: (step: string | null) => DraftPrompt | null;
  /** Saves at once; `null` where it could not be saved. */
  save: () => Promise<number | null>;
}
