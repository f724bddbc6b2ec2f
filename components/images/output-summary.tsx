import { PictureThumb } from "#components/catalogue/picture-thumb.tsx";
import { valueSummary } from "#components/ui/value-summary.ts";
import { isPictureValue } from "#lib/templates/output-text.ts";
import { pictureSrc } from "./image-answers.ts";

/** An output in one line: its pictures, small, and its texts. */
export function OutputSummary({ output }: { output: Readonly<Record<string, unknown>> }) {
  const values = Object.values(output);
  const pictures = values.filter(isPictureValue);
  const words = valueSummary(values.filter((value) => !isPictureValue(value)));
  if (pictures.length === 0) return words || "—";
  return (
    <span className="inline-flex items-center gap-2">
      {pictures.map((id) => (
        <PictureThumb key={id} url={pictureSrc(id, 160)} />
      ))}
      {words}
    </span>
  );
}
