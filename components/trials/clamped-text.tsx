"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";

/** Shows at most some lines, and a button for the rest where there is one. */
export function ClampedText({ lines, children }: { lines: number; children: ReactNode }) {
  const t = useTranslations("trials.grid");
  const box = useRef<HTMLDivElement>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (!element || isOpen) return;
    const observer = new ResizeObserver(() => setOverflows(element.scrollHeight > element.clientHeight + 2));
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, [isOpen]);
  return (
    <div>
      <div
        ref={box}
        className="overflow-hidden"
        style={isOpen ? undefined : { maxHeight: `calc(${lines} * 1lh)` }}
      >
        <div>{children}</div>
      </div>
      {overflows || isOpen ? (
        <button
          type="button"
          aria-expanded={isOpen}
          className="min-h-6 rounded-sm text-accent-text text-xs hover:underline"
          onClick={() => setIsOpen(!isOpen)}
        >
          {isOpen ? t("less") : t("more")}
        </button>
      ) : null}
    </div>
  );
}
