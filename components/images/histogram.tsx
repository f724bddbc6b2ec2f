import { useFormatter, useTranslations } from "next-intl";
import type { Report } from "./image-answers.ts";

type Spread = Report["histograms"][number];

const AS_PERCENT = new Set(["exposure", "whiteBorder", "subjectShare", "textShare"]);

/** How many pictures lie in each group of a measure: a bar, its bounds and its count. */
export function Histogram({ measure, groups }: Spread) {
  const t = useTranslations("images.report");
  const format = useFormatter();
  const most = Math.max(1, ...groups.map(({ count }) => count));
  const bound = (value: number) =>
    AS_PERCENT.has(measure)
      ? format.number(value, { style: "percent", maximumFractionDigits: 1 })
      : format.number(value);
  const nameOf = ({ from, to }: Spread["groups"][number]) => {
    if (from === null) return `< ${bound(to ?? 0)}`;
    return to === null ? `≥ ${bound(from)}` : `${bound(from)} – ${bound(to)}`;
  };
  return (
    <section>
      <h3 className="font-medium">{t(`measures.${measure}`)}</h3>
      <p className="mb-1.5 text-muted text-xs">{t(`measureHints.${measure}`)}</p>
      <ul>
        {groups.map((group) => (
          <li
            key={nameOf(group)}
            className="figures grid grid-cols-[7rem_minmax(0,1fr)_3rem] items-center gap-2 py-px text-xs"
          >
            <span className="text-end text-muted">{nameOf(group)}</span>
            <span className="h-3">
              <span
                className="block h-full rounded-sm bg-accent"
                style={{ width: `${(group.count / most) * 100}%`, minWidth: group.count > 0 ? 2 : 0 }}
              />
            </span>
            <span className="text-end">{format.number(group.count)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
