import { useTranslations } from "next-intl";
import { Callout } from "#components/ui/callout.tsx";
import { StructuredValue } from "#components/ui/structured-value.tsx";
import { PreviewPicture } from "./preview-picture.tsx";
import type { Preview } from "./use-preview.ts";

const TITLES = {
  examples: "taken",
  retrieve: "sought",
  "look-up": "found",
  http: "wouldSend",
  picture: "made",
  "edit-picture": "drawn",
} as const;

/**
 * What a step that asks no model does for a row: what examples it takes, what is looked for in a collection, what a look-up
 * finds, what a tool would be sent, or what becomes of a picture.
 */
export function PreviewWork({
  step: { kind, isLeftOut, sought, taken, found, sent, made, drawn, failure },
}: {
  step: Preview["steps"][number];
}) {
  const t = useTranslations("templates.preview");
  if (kind === "generate") return null;
  const title = t(TITLES[kind]);
  return (
    <article aria-label={title} className="border-line border-b p-3">
      <h3 className="font-medium text-muted text-xs">{title}</h3>
      {sought === null ? null : (
        <>
          <p className="mt-1 whitespace-pre-wrap break-words font-mono text-xs">{sought || "∅"}</p>
          <p className="mt-1 text-muted text-xs">{t("soughtHint")}</p>
        </>
      )}
      {taken ? (
        <>
          {taken.query === null ? null : (
            <p className="mt-1 whitespace-pre-wrap break-words font-mono text-xs">{taken.query || "∅"}</p>
          )}
          <p className="mt-1 break-words">
            {t("takenRows", { count: taken.rows.length, rows: taken.rows.join(", ") })}
          </p>
          {taken.standIn ? <p className="mt-1 text-muted text-xs">{t("takenNearest")}</p> : null}
        </>
      ) : null}
      {kind === "picture" && !isLeftOut ? (
        <div className="mt-2">
          {made ? (
            <PreviewPicture source={made.source} operations={made.operations} />
          ) : (
            <p className="text-muted">{t("madeNothing")}</p>
          )}
        </div>
      ) : null}
      {drawn ? (
        <>
          <p className="mt-1 whitespace-pre-wrap break-words font-mono text-xs">
            {drawn.prompt || drawn.source}
          </p>
          <p className="mt-1 text-muted text-xs">{t("drawnHint", { count: drawn.count })}</p>
        </>
      ) : null}
      {failure ? (
        <Callout tone="warning" className="mt-2">
          {failure.message}
        </Callout>
      ) : null}
      {sent ? (
        <>
          <pre className="mt-1 whitespace-pre-wrap break-all font-mono text-xs leading-5">
            {`${sent.method} ${sent.url}`}
            {sent.body === null ? "" : `\n\n${sent.body}`}
          </pre>
          <p className="mt-1 text-muted text-xs">{t("notCalled")}</p>
        </>
      ) : null}
      {found ? (
        <>
          <p className="mt-1 break-words font-mono text-xs">{`${found.by} = ${found.query || "∅"}`}</p>
          {isEmpty(found.fields) ? (
            <p className="mt-1 text-muted">{t("foundNothing")}</p>
          ) : (
            <div className="mt-1 break-words text-xs">
              <StructuredValue value={withoutBlanks(found.fields)} />
            </div>
          )}
        </>
      ) : null}
    </article>
  );
}

function isEmpty(fields: Record<string, unknown>): boolean {
  return Object.keys(fields).length === 0 || fields.count === 0;
}

// A product has many columns of which most are blank.
function withoutBlanks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBlanks);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== "")
      .map(([name, part]) => [name, withoutBlanks(part)]),
  );
}
