import type { ChannelFigures, ChannelRow } from "#db/queries/publishing/channels.ts";
import type { StoredTerms } from "#db/schema/publishing.ts";
import type { ChannelKind } from "../channels/channels.ts";
import type { Mapping } from "../mapping/mapping.ts";

/** How AI-generated items are labelled in a channel: beside their texts, in them, or not at all. */
export const LABEL_POLICIES = ["beside", "in-text", "off"] as const;

export type LabelPolicy = (typeof LABEL_POLICIES)[number];

/** How long a publication is held before it leaves, until somebody says otherwise, in seconds. */
export const USUAL_HOLD_SECONDS = 600;

/** A channel of the list, as whoever may publish sees it. */
export interface ManagedChannel {
  id: string;
  name: string;
  kind: ChannelKind;
  /** Every installation has it; it cannot be changed. */
  isBuiltIn: boolean;
  /** Of its kind; a URL only with its host, but for whoever keeps channels. */
  config: Record<string, unknown>;
  label: { policy: LabelPolicy; fields: string[] };
  languages: string[];
  publisherIds: string[];
  key: string | null;
  mapping: Mapping;
  holdSeconds: number;
  hasSecret: boolean;
  /** When the former secret is no longer signed with; `null` where only one is. */
  formerSecretUntil: string | null;
  /** When its receiver said that it is no more. */
  endedAt: string | null;
  /** Whether the actor may publish to it. */
  mayPublish: boolean;
  figures: ChannelFigures;
}

/** How a channel is set at this moment, to be kept with a publication. */
export function termsOf({ name, key, mapping, labelPolicy, labelFields }: ChannelRow): StoredTerms {
  return { name, key, mapping, label: { policy: labelPolicy, fields: labelFields } };
}
