"use client";

const regionId = "live-region";

/** The polite live region; once, in the root layout. */
export function LiveRegion() {
  return <div id={regionId} role="status" aria-live="polite" className="sr-only" />;
}

/** Tells screen readers something that is otherwise only seen. */
export function announce(text: string): void {
  const region = document.getElementById(regionId);
  if (!region) return;
  region.textContent = "";
  // Emptied and filled in two steps, or the same words twice would be read once.
  requestAnimationFrame(() => {
    region.textContent = text;
  });
}
