"use client";
import NextLink from "next/link";
import { type ComponentProps, useState } from "react";

/**
 * A link whose page is fetched ahead once somebody points at it or reaches it by keyboard. Next's own fetches whatever is
 * seen: two requests for each of a page's forty links. `prefetch={false}`: never ahead.
 */
export function Link({
  prefetch = null,
  onMouseEnter,
  onFocus,
  onTouchStart,
  ...rest
}: ComponentProps<typeof NextLink>) {
  const [isAimedAt, setAimedAt] = useState(false);
  return (
    <NextLink
      {...rest}
      prefetch={isAimedAt ? prefetch : false}
      onMouseEnter={(event) => {
        setAimedAt(true);
        onMouseEnter?.(event);
      }}
      onFocus={(event) => {
        setAimedAt(true);
        onFocus?.(event);
      }}
      onTouchStart={(event) => {
        setAimedAt(true);
        onTouchStart?.(event);
      }}
    />
  );
}
