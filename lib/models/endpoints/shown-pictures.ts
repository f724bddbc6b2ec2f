import { AppError } from "#lib/app-error.ts";
import type { ChatMessage } from "./call-outcome.ts";
import type { ShownPicture, ShownPictures } from "./chat-request.ts";

/** A message that is sent with its pictures. */
export interface MessageWithPictures extends ChatMessage {
  shown: ShownPicture[];
}

/**
 * Messages with the pictures that they show, which a request brings along. @throws AppError for a picture that it lacks:
 * whoever asks has loaded them.
 */
export function withShown(
  messages: readonly ChatMessage[],
  loaded: ShownPictures = new Map(),
): MessageWithPictures[] {
  return messages.map((message) => ({
    ...message,
    shown: (message.pictures ?? []).map((name) => {
      const picture = loaded.get(name);
      if (!picture)
        throw new AppError("A picture was not loaded before its message went out.", { facts: { name } });
      return picture;
    }),
  }));
}

/** Whether any of its messages shows one. */
export function showsPictures({ messages }: { messages: readonly ChatMessage[] }): boolean {
  return messages.some(({ pictures = [] }) => pictures.length > 0);
}

/** A picture in an address of its own, as chat completions take it. */
export function dataUrl({ mediaType, base64 }: ShownPicture): string {
  return `data:${mediaType};base64,${base64}`;
}
