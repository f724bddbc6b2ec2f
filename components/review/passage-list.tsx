import { textLanguage } from "./text-language.ts";

interface Passage {
  text: string;
  document: string;
  section: string;
}

/** The passages an output was written from: where each stands, and what it says once it is opened. */
export function PassageList({ passages }: { passages: readonly Passage[] }) {
  return (
    <ol className="flex flex-col gap-1">
      {passages.map(({ text, document, section }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: passages keep their places
        <li key={place}>
          <details>
            <summary className="cursor-pointer break-words">
              {document}
              {section === "" ? null : <span className="text-muted"> · {section}</span>}
            </summary>
            <p
              lang={textLanguage(text)}
              className="mt-1 whitespace-pre-wrap break-words border-line border-s-2 ps-2"
            >
              {text}
            </p>
          </details>
        </li>
      ))}
    </ol>
  );
}
