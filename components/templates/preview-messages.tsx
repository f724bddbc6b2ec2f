import { useTranslations } from "next-intl";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { namesInOrder } from "#lib/in-order.ts";
import { Disclosure } from "./disclosure.tsx";
import { PreviewWork } from "./preview-work.tsx";
import { ShownPictures } from "./shown-pictures.tsx";
import type { Preview } from "./use-preview.ts";

/** What goes out for a row, word by word, and the row itself. @param step the step of a chain that is looked at. */
export function PreviewMessages({ preview, step }: { preview: Preview; step: number | null }) {
  const t = useTranslations("templates.preview");
  const { values, columns } = preview.row;
  // What is shown may be from before there were so many steps.
  const shown = step === null ? undefined : preview.steps[step];
  const { messages } = shown ?? preview;
  const isLeftOut = shown?.isLeftOut ?? false;
  return (
    <>
      {isLeftOut ? <p className="border-line border-b px-3 py-2 text-muted">{t("leftOut")}</p> : null}
      {shown && step && messages.length > 0 ? (
        <p className="border-line border-b px-3 py-2 text-muted text-xs">{t("standIn")}</p>
      ) : null}
      {shown && !isLeftOut ? <PreviewWork step={shown} /> : null}
      {messages.map(({ role, content, pictures = [] }) => (
        <article key={role} aria-label={t(`role.${role}`)} className="border-line border-b">
          <header className="flex items-center justify-between px-3 pt-2">
            <h3 className="font-medium text-muted text-xs">{t(`role.${role}`)}</h3>
            <CopyButton text={content} />
          </header>
          <pre className="whitespace-pre-wrap break-words px-3 pb-3 font-mono text-xs leading-5">
            {content}
          </pre>
          {pictures.length > 0 ? (
            <div className="px-3 pb-3">
              <ShownPictures pictures={pictures} />
            </div>
          ) : null}
        </article>
      ))}
      <Disclosure label={<span className="text-muted text-xs">{t("rowValues")}</span>}>
        <dl className="grid grid-cols-[minmax(0,8rem)_minmax(0,1fr)] gap-x-3 gap-y-1 text-xs">
          {namesInOrder(values, columns).map((name) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid">
              <dt className="truncate font-mono text-muted">{name}</dt>
              <dd className="break-words">{values[name] || <span className="text-faint">—</span>}</dd>
            </div>
          ))}
        </dl>
      </Disclosure>
    </>
  );
}
